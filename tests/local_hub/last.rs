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
        match self.known(&question) {
            Some(answer) => Some(answer),
            None => Some(self.keep(question, work_out()?)),
        }
    }

    /// The answer, if this is the last question.
    pub fn known(&self, question: &Q) -> Option<Rc<A>> {
        self.0.borrow().as_ref().filter(|(last, _)| last == question).map(|(_, answer)| Rc::clone(answer))
    }

    /// Keeps the answer in place of the last one.
    pub fn keep(&self, question: Q, answer: A) -> Rc<A> {
        let answer = Rc::new(answer);
        self.0.replace(Some((question, Rc::clone(&answer))));
        answer
    }
}
