//! Which arms a scope has drawn, for whom: what [`track`](crate::track()) ties a metric to.
//!
//! It keeps no totals; `track` does. Law: what is known here already costs a comparison, nothing here allocates or
//! waits, and what does not fit is counted.

use crate::counted::Counted;
use crate::table::Declaration;
use crate::track;
use std::cell::Cell;
use std::ptr;

/// How many draws one scope remembers: different flags, or the same flag for different keys.
pub(crate) const PLACES: usize = 8;

/// One draw: who got which arm of which flag, while which shares were in force.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sighting {
    pub(crate) flag: &'static Declaration,
    /// The fingerprint of the text that was drawn by; never 0.
    pub(crate) unit: u64,
    pub(crate) epoch: u16,
    pub(crate) arm: u8,
}

impl PartialEq for Sighting {
    fn eq(&self, other: &Self) -> bool {
        ptr::eq(self.flag, other.flag)
            && (self.unit, self.epoch, self.arm) == (other.unit, other.epoch, other.arm)
    }
}

/// What one scope hands on to another.
pub(crate) type Sightings = [Option<Sighting>; PLACES];

/// What one scope has drawn. A scope is in one thread at a time, and so is this.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// The first that is `None` ends the list.
    places: [Cell<Option<Sighting>>; PLACES],
}

/// Draws that found no place.
static OVERFLOWED: Counted = Counted::new();

/// How many draws were not tied to any metric, since their scope had drawn too much before.
pub(crate) fn overflowed() -> u64 {
    OVERFLOWED.calls()
}

impl Seen {
    pub(crate) const fn new() -> Self {
        Self { places: [const { Cell::new(None) }; PLACES] }
    }

    /// What a scope that was inherited knows from the beginning.
    pub(crate) fn of(inherited: Sightings) -> Self {
        Self { places: inherited.map(Cell::new) }
    }

    /// The draws, to be inherited.
    pub(crate) fn copied(&self) -> Sightings {
        std::array::from_fn(|place| self.places[place].get())
    }

    /// Notes a draw of the call path.
    ///
    /// A unit of 0 is nobody whom a later call could be told to be about, and is not noted.
    #[inline]
    pub(crate) fn note(&self, sighting: Sighting) {
        // The usual case is one flag that is asked again and again, or a few in turn.
        for place in &self.places {
            match place.get() {
                Some(known) if known == sighting => return,
                Some(_) => {}
                None => break,
            }
        }
        self.note_new(sighting);
    }

    #[cold]
    #[inline(never)]
    fn note_new(&self, sighting: Sighting) {
        if sighting.unit == 0 {
            return;
        }
        // Another arm for the same unit: the shares have changed meanwhile, and what comes next belongs to the new one.
        let place = self.places.iter().find(|place| {
            place.get().is_none_or(|known| {
                ptr::eq(known.flag, sighting.flag) && known.unit == sighting.unit
            })
        });
        match place {
            Some(place) => {
                place.set(Some(sighting));
                track::exposed(sighting);
            }
            None => OVERFLOWED.count(),
        }
    }

    /// The draws, in the order in which they came.
    pub(crate) fn sightings(&self) -> impl Iterator<Item = Sighting> {
        self.places.iter().map_while(Cell::get)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slot::Slot;
    use crate::table::Table;

    static TABLE: Table = Table::new("seen", "flags.json", "", "{}", &[], &DECLARATIONS);
    static SLOTS: [Slot; 2] = [const { Slot::new() }; 2];
    static DECLARATIONS: [Declaration; 2] = [
        Declaration::new(&TABLE, &SLOTS[0], 0, "a", 1, 1, &["off", "on"], 0),
        Declaration::new(&TABLE, &SLOTS[1], 1, "b", 2, 1, &["off", "on"], 0),
    ];

    fn sighting(flag: usize, unit: u64, epoch: u16, arm: u8) -> Sighting {
        Sighting { flag: &DECLARATIONS[flag], unit, epoch, arm }
    }

    fn told(seen: &Seen) -> Vec<(&'static str, u64, u16, u8)> {
        let told = |s: Sighting| (s.flag.key(), s.unit, s.epoch, s.arm);
        seen.sightings().map(told).collect()
    }

    #[test]
    fn each_draw_is_noted_once() {
        let seen = Seen::new();
        for _ in 0..3 {
            seen.note(sighting(0, 7, 0, 1));
            seen.note(sighting(1, 7, 2, 0));
            seen.note(sighting(0, 8, 0, 0));
        }
        assert_eq!(told(&seen), [("a", 7, 0, 1), ("b", 7, 2, 0), ("a", 8, 0, 0)]);
    }

    #[test]
    fn a_unit_that_changes_its_arm_is_in_the_new_one() {
        let seen = Seen::new();
        seen.note(sighting(0, 7, 0, 0));
        seen.note(sighting(0, 7, 1, 1));
        assert_eq!(told(&seen), [("a", 7, 1, 1)]);
    }

    #[test]
    fn nobody_is_not_noted() {
        let seen = Seen::new();
        seen.note(sighting(0, 0, 0, 1));
        assert_eq!(told(&seen), []);
    }

    #[test]
    fn what_finds_no_place_is_counted() {
        let (seen, before) = (Seen::new(), overflowed());
        for unit in 1..=PLACES as u64 + 2 {
            seen.note(sighting(0, unit, 0, 1));
        }
        assert_eq!(seen.sightings().count(), PLACES);
        assert!(overflowed() >= before + 2);
        // What is known stays known.
        seen.note(sighting(0, 1, 1, 0));
        assert_eq!(told(&seen)[0], ("a", 1, 1, 0));
    }

    #[test]
    fn a_copy_goes_its_own_way() {
        let seen = Seen::new();
        seen.note(sighting(0, 7, 0, 1));
        let copy = Seen::of(seen.copied());
        copy.note(sighting(1, 7, 0, 1));
        assert_eq!((told(&seen).len(), told(&copy).len()), (1, 2));
    }
}
