//! Circles in a graph: which nodes are in one, and one way round.
//!
//! Tarjan's strongly connected components (SIAM J. Comput. 1, 1972) without recursion, since a chain
//! may be as long as the document.

use std::collections::{HashMap, VecDeque};

/// The nodes of each circle, ascending; circles by their first node. `links` lists where each leads.
pub(super) fn circles(links: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut search = Search {
        links,
        order: vec![None; links.len()],
        lowest: vec![0; links.len()],
        open: vec![false; links.len()],
        stack: Vec::new(),
        next: 0,
        found: Vec::new(),
    };
    // Most nodes lead nowhere, and are in no circle.
    for start in (0..links.len()).filter(|&start| !links[start].is_empty()) {
        search.from(start);
    }
    search.found.sort();
    search.found
}

struct Search<'l> {
    links: &'l [Vec<usize>],
    order: Vec<Option<usize>>,
    lowest: Vec<usize>,
    open: Vec<bool>,
    stack: Vec<usize>,
    next: usize,
    found: Vec<Vec<usize>>,
}

impl Search<'_> {
    // INVARIANT: every node is an index into `links`, so the indexing below cannot fail; `check`
    // resolves names to positions before it comes here.
    fn from(&mut self, start: usize) {
        if self.order[start].is_some() {
            return;
        }
        let mut path = vec![(start, 0)];
        self.enter(start);
        while let Some((node, step)) = path.pop() {
            let Some(&target) = self.links[node].get(step) else {
                self.leave(node);
                if let Some(&(parent, _)) = path.last() {
                    self.lowest[parent] = self.lowest[parent].min(self.lowest[node]);
                }
                continue;
            };
            path.push((node, step + 1));
            match self.order[target] {
                None => {
                    self.enter(target);
                    path.push((target, 0));
                }
                Some(order) if self.open[target] => {
                    self.lowest[node] = self.lowest[node].min(order);
                }
                Some(_) => {}
            }
        }
    }

    fn enter(&mut self, node: usize) {
        self.order[node] = Some(self.next);
        self.lowest[node] = self.next;
        self.next += 1;
        self.open[node] = true;
        self.stack.push(node);
    }

    fn leave(&mut self, node: usize) {
        if self.order[node] != Some(self.lowest[node]) {
            return;
        }
        let mut circle = Vec::new();
        while let Some(member) = self.stack.pop() {
            self.open[member] = false;
            circle.push(member);
            if member == node {
                break;
            }
        }
        if circle.len() > 1 || self.links[node].contains(&node) {
            circle.sort_unstable();
            self.found.push(circle);
        }
    }
}

/// All nodes, each behind those that it leads to. Where there are circles they are cut open somewhere.
pub(super) fn leaves_first(links: &[Vec<usize>]) -> Vec<usize> {
    let mut order = Vec::with_capacity(links.len());
    let mut entered = vec![false; links.len()];
    let mut path = Vec::new();
    for start in 0..links.len() {
        path.push((start, 0));
        while let Some((node, step)) = path.pop() {
            let Some(entered) = entered.get_mut(node) else { continue };
            if step == 0 && std::mem::replace(entered, true) {
                continue;
            }
            match links.get(node).and_then(|links| links.get(step)) {
                Some(&target) => path.extend([(node, step + 1), (target, 0)]),
                None => order.push(node),
            }
        }
    }
    order
}

/// The shortest way from a node of a circle back to itself, beginning and ending with it.
pub(super) fn way_round(links: &[Vec<usize>], start: usize) -> Vec<usize> {
    let mut came_from: HashMap<usize, usize> = HashMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        for &target in links.get(node).into_iter().flatten() {
            if target == start {
                let mut way = vec![start, node];
                let mut at = node;
                while let Some(&previous) = came_from.get(&at) {
                    way.push(previous);
                    at = previous;
                }
                if node == start {
                    way.truncate(2);
                }
                way.reverse();
                return way;
            }
            if let std::collections::hash_map::Entry::Vacant(vacant) = came_from.entry(target) {
                vacant.insert(node);
                queue.push_back(target);
            }
        }
    }
    vec![start]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_and_the_way_round() {
        let links = vec![vec![1], vec![2, 4], vec![0], vec![3], vec![], vec![0]];
        assert_eq!(circles(&links), [vec![0, 1, 2], vec![3]]);
        assert_eq!(way_round(&links, 0), [0, 1, 2, 0]);
        assert_eq!(way_round(&links, 3), [3, 3]);
    }

    #[test]
    fn each_node_comes_behind_those_that_it_leads_to() {
        assert_eq!(leaves_first(&[vec![2, 1], vec![3], vec![1, 1], vec![]]), [3, 1, 2, 0]);
        assert_eq!(leaves_first(&[vec![1], vec![0, 1]]), [1, 0]);
        let mut chain: Vec<Vec<usize>> = (1..200_000).map(|next| vec![next]).collect();
        chain.push(Vec::new());
        assert_eq!(leaves_first(&chain).last(), Some(&0));
    }

    #[test]
    fn a_long_chain_needs_no_deep_stack() {
        let length = 200_000;
        let mut links: Vec<Vec<usize>> = (0..length).map(|node| vec![node + 1]).collect();
        links.push(Vec::new());
        assert!(circles(&links).is_empty());
        links[length].push(0);
        assert_eq!(circles(&links).len(), 1);
        assert_eq!(way_round(&links, 0).len(), length + 2);
    }
}
