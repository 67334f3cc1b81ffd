//! The narrowest rung at which others were met on one object.

/// Of each account that was met on an object, the narrowest rung; kept from object to
/// object for its memory.
#[derive(Default)]
pub(super) struct Narrowest {
    /// By account; [`NOT_MET`] but for those in `met`.
    rungs: Vec<u8>,
    /// Who was met.
    met: Vec<u32>,
}

const NOT_MET: u8 = u8::MAX;

impl Narrowest {
    /// Makes room for accounts below this number.
    pub fn hold(&mut self, accounts: usize) {
        if self.rungs.len() < accounts {
            self.rungs.resize(accounts, NOT_MET);
        }
    }

    /// Another act of an account; its rung is looked up only where it can be narrower.
    #[inline]
    pub fn add(&mut self, account: u32, rung: impl FnOnce() -> usize) {
        let narrowest = &mut self.rungs[account as usize];
        if *narrowest == 0 {
            return;
        }
        if *narrowest == NOT_MET {
            self.met.push(account);
        }
        *narrowest = (*narrowest).min(rung() as u8);
    }

    /// Gives each account that was met with its narrowest rung, and forgets them.
    #[inline]
    pub fn drain(&mut self, mut take: impl FnMut(u32, usize)) {
        for account in self.met.drain(..) {
            take(account, std::mem::replace(&mut self.rungs[account as usize], NOT_MET).into());
        }
    }
}
