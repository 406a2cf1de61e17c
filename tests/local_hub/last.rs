//! What was worked out last, for the next page of the same listing.

use std::cell::RefCell;
use std::rc::Rc;

/// The last question of a kind, and its answer.
pub struct Last<Q, A>(RefCell<Option<(Q, Rc<A>)>>);

impl<Q: PartialEq, A> Last<Q, A> {
    pub const fn new() -> Self {
        Self(RefCell::new(None))
    }

    /// The answer, which is worked out if this is not the last question.
    pub fn answer(&self, question: Q, work_out: impl FnOnce() -> Option<A>) -> Option<Rc<A>> {
        if let Some((last, answer)) = &*self.0.borrow()
            && *last == question
        {
            return Some(Rc::clone(answer));
        }
        let answer = Rc::new(work_out()?);
        self.0.replace(Some((question, Rc::clone(&answer))));
        Some(answer)
    }
}
