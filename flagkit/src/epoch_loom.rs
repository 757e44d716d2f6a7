//! The law of `epoch`, under loom: in every interleaving, and every order that the memory model allows,
//! a call inside a scope gets the answer of the scope's own snapshot.
//!
//! Run it with `just loom`. Each model is small, since loom tries them all.

use super::{Constants, Epoch, History, PinCell, SlotId, Slots};
use crate::slot::{ASK, Slot};
use crate::sync::Mutex;
use loom::thread;
use std::sync::Arc;

/// The arms of each flag: [`ASK`] where the answer depends on the caller.
#[derive(Debug)]
struct State {
    generation: u64,
    constants: [u8; 2],
    pierces: bool,
}

impl Constants for State {
    fn generation(&self) -> u64 {
        self.generation
    }

    fn constant(&self, slot: SlotId) -> u8 {
        self.constants[slot.index]
    }

    fn pierces(&self, _slot: SlotId) -> bool {
        self.pierces
    }
}

impl Slots for [Slot; 2] {
    fn each(&self, visit: &mut dyn FnMut(SlotId, &Slot)) {
        for (index, slot) in self.iter().enumerate() {
            visit(SlotId { table: 0, index }, slot);
        }
    }
}

struct World {
    epoch: Epoch<State>,
    publisher: Mutex<(History<State>, u64)>,
    slots: [Slot; 2],
}

impl World {
    fn new(constants: [u8; 2]) -> Arc<Self> {
        let world = Self {
            epoch: Epoch::new(),
            publisher: Mutex::new((History::new(), 0)),
            slots: [Slot::new(), Slot::new()],
        };
        world.publish(constants, false);
        Arc::new(world)
    }

    fn publish(&self, constants: [u8; 2], pierces: bool) {
        let mut publisher = self.publisher.lock();
        publisher.1 += 1;
        let next = Arc::new(State { generation: publisher.1, constants, pierces });
        self.epoch.publish(&mut publisher.0, &self.slots, next);
    }

    fn settle(&self) {
        self.epoch.settle(&mut self.publisher.lock().0, &self.slots);
    }

    fn pin(&self, cell: &PinCell) -> Arc<State> {
        let (pinned, disturbed) = self.epoch.pin(cell, || self.epoch.current().unwrap());
        if disturbed && self.epoch.is_due() {
            self.settle();
        }
        pinned
    }

    fn unpin(&self, cell: &PinCell) {
        if self.epoch.unpin(cell) {
            self.settle();
        }
    }

    /// What a call inside a scope does: the byte, else the scope's snapshot.
    fn answer(&self, pinned: &State, index: usize) -> u8 {
        match self.slots[index].state() {
            ASK => pinned.constants[index],
            state => state,
        }
    }

    /// Calls inside a scope agree with its snapshot, and with each other.
    fn check_scope(&self, pinned: &State) {
        for index in [0, 1, 0] {
            assert_eq!(self.answer(pinned, index), pinned.constants[index]);
        }
    }

    /// When nobody holds an older snapshot, every slot says what the newest one does, at the latest after a tick.
    fn check_settled(&self) {
        self.settle();
        let current = self.epoch.current().unwrap();
        for (slot, constant) in self.slots.iter().zip(current.constants) {
            assert_eq!(slot.state(), constant);
        }
        assert!(!self.epoch.is_pending());
    }
}

fn model(test: impl Fn() + Send + Sync + 'static) {
    model_bounded(3, test);
}

/// `preemptions`: how often a thread may be stopped where it need not be; races rarely need more than two.
fn model_bounded(preemptions: usize, test: impl Fn() + Send + Sync + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(preemptions);
    builder.check(test);
}

#[test]
fn a_scope_sees_one_snapshot_while_a_publisher_publishes() {
    model(|| {
        let world = World::new([1, 1]);
        let cell = world.epoch.enrol();
        let publisher = {
            let world = Arc::clone(&world);
            thread::spawn(move || world.publish([2, 1], false))
        };
        let pinned = world.pin(&cell);
        world.check_scope(&pinned);
        world.unpin(&cell);
        publisher.join().unwrap();
        world.check_settled();
    });
}

#[test]
fn a_scope_sees_one_snapshot_between_two_publishers() {
    model(|| {
        let world = World::new([1, 2]);
        let cell = world.epoch.enrol();
        let publishers = [[2, 2], [1, 1]].map(|constants| {
            let world = Arc::clone(&world);
            thread::spawn(move || world.publish(constants, false))
        });
        let pinned = world.pin(&cell);
        world.check_scope(&pinned);
        world.unpin(&cell);
        for publisher in publishers {
            publisher.join().unwrap();
        }
        world.check_settled();
    });
}

#[test]
fn two_scopes_of_one_thread_keep_their_own_snapshots() {
    model(|| {
        let world = World::new([1, 1]);
        let (first, second) = (world.epoch.enrol(), world.epoch.enrol());
        let publisher = {
            let world = Arc::clone(&world);
            thread::spawn(move || {
                world.publish([2, 1], false);
                world.publish([1, 2], false);
            })
        };
        // Two async scopes that one thread polls in turn.
        let older = world.pin(&first);
        let newer = world.pin(&second);
        world.check_scope(&older);
        world.check_scope(&newer);
        world.unpin(&first);
        world.check_scope(&newer);
        world.unpin(&second);
        publisher.join().unwrap();
        world.check_settled();
    });
}

#[test]
fn two_scopes_of_one_thread_between_two_publishers() {
    model_bounded(2, || {
        let world = World::new([1, 2]);
        let (first, second) = (world.epoch.enrol(), world.epoch.enrol());
        let publishers = [[2, 2], [1, 1]].map(|constants| {
            let world = Arc::clone(&world);
            thread::spawn(move || world.publish(constants, false))
        });
        let older = world.pin(&first);
        let newer = world.pin(&second);
        world.check_scope(&older);
        world.unpin(&first);
        world.check_scope(&newer);
        world.unpin(&second);
        for publisher in publishers {
            publisher.join().unwrap();
        }
        world.check_settled();
    });
}

#[test]
fn scopes_of_two_threads_keep_their_own_snapshots() {
    model(|| {
        let world = World::new([1, 1]);
        let scope = |world: &Arc<World>| {
            let (world, cell) = (Arc::clone(world), world.epoch.enrol());
            move || {
                let pinned = world.pin(&cell);
                world.check_scope(&pinned);
                world.unpin(&cell);
            }
        };
        let other = thread::spawn(scope(&world));
        let own = scope(&world);
        let publisher = {
            let world = Arc::clone(&world);
            thread::spawn(move || world.publish([2, ASK], false))
        };
        own();
        other.join().unwrap();
        publisher.join().unwrap();
        world.check_settled();
    });
}

#[test]
fn a_pin_that_is_shared_outlives_the_one_it_came_from() {
    model(|| {
        let world = World::new([1, 1]);
        let (outer, inner) = (world.epoch.enrol(), world.epoch.enrol());
        let pinned = world.pin(&outer);
        world.epoch.share(&inner, pinned.generation);
        let publisher = {
            let world = Arc::clone(&world);
            thread::spawn(move || world.publish([2, 1], false))
        };
        world.unpin(&outer);
        world.check_scope(&pinned);
        world.unpin(&inner);
        publisher.join().unwrap();
        world.check_settled();
    });
}

#[test]
fn a_pin_is_not_lost_on_its_way_to_a_cell_that_is_read_first() {
    model(|| {
        let world = World::new([1, 1]);
        // The publisher reads the cells in this order.
        let (inner, outer) = (world.epoch.enrol(), world.epoch.enrol());
        let publisher = {
            let world = Arc::clone(&world);
            thread::spawn(move || world.publish([2, 1], false))
        };
        let pinned = world.pin(&outer);
        world.epoch.share(&inner, pinned.generation);
        world.unpin(&outer);
        world.check_scope(&pinned);
        world.unpin(&inner);
        publisher.join().unwrap();
        world.check_settled();
    });
}

#[test]
fn a_cell_that_enrols_late_is_not_missed() {
    model(|| {
        let world = World::new([1, 1]);
        let publisher = {
            let world = Arc::clone(&world);
            thread::spawn(move || world.publish([2, 1], false))
        };
        let cell = world.epoch.enrol();
        let pinned = world.pin(&cell);
        world.check_scope(&pinned);
        world.unpin(&cell);
        publisher.join().unwrap();
        world.check_settled();
    });
}

#[test]
fn a_scope_that_moves_on_agrees_with_what_it_moved_to() {
    model(|| {
        let world = World::new([1, 1]);
        let cell = world.epoch.enrol();
        let publisher = {
            let world = Arc::clone(&world);
            thread::spawn(move || world.publish([2, 1], false))
        };
        let before = world.pin(&cell);
        world.check_scope(&before);
        let after = world.pin(&cell);
        world.check_scope(&after);
        world.unpin(&cell);
        publisher.join().unwrap();
        world.check_settled();
    });
}

#[test]
fn overrides_are_counted_while_publishers_publish() {
    model(|| {
        let world = World::new([1, 1]);
        let publisher = {
            let world = Arc::clone(&world);
            thread::spawn(move || world.publish([2, 1], false))
        };
        {
            let mut state = world.publisher.lock();
            world.slots[0].add_asker();
            world.epoch.settle(&mut state.0, &world.slots);
        }
        // From here on every call of this flag asks, whoever publishes.
        assert_eq!(world.slots[0].state(), ASK);
        {
            let mut state = world.publisher.lock();
            world.slots[0].remove_asker();
            world.epoch.settle(&mut state.0, &world.slots);
        }
        publisher.join().unwrap();
        world.check_settled();
    });
}

#[test]
fn a_kill_switch_pierces_a_scope() {
    model(|| {
        let world = World::new([1, 1]);
        let cell = world.epoch.enrol();
        let _held = world.pin(&cell);
        world.publish([2, 1], true);
        // No tick and no unpin: the constant stands although an older generation is pinned.
        assert_eq!(world.slots[0].state(), 2);
        world.unpin(&cell);
        world.check_settled();
    });
}

#[test]
fn the_last_scope_to_let_go_settles() {
    model(|| {
        let world = World::new([1, 1]);
        let cells = [world.epoch.enrol(), world.epoch.enrol(), world.epoch.enrol()];
        let _held = [world.pin(&cells[0]), world.pin(&cells[1])];
        world.publish([2, 1], false);
        let _current = world.pin(&cells[2]);
        assert_eq!(world.slots[0].state(), ASK);
        assert!(!world.epoch.unpin(&cells[0]), "another scope still holds the older snapshot");
        assert!(world.epoch.unpin(&cells[1]), "nobody does any more");
        world.settle();
        assert_eq!(world.slots[0].state(), 2);
        assert!(!world.epoch.unpin(&cells[2]), "who held the current snapshot was in nobody's way");
    });
}
