//! How inputs are packed, and how much may come out of them.

use std::fmt;
use std::io::{self, BufReader, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use lockstep_base::digest::hex;
use sha2::{Digest, Sha256};

/// How far back, as a power of two of bytes, a zstd frame may refer: dumps of
/// Reddit are compressed with `--long=31`. As much memory as the frame says is used.
const LONGEST_WINDOW: u32 = 31;

/// Bytes that may come out of any packed input.
pub(super) const ALWAYS_ALLOWED: u64 = 1 << 30;

/// How many times its size may come out of a packed input beyond that.
const LARGEST_RATIO: u64 = 200;

/// Bytes that may be held of any input at once, and how many times what it has on the
/// disk beyond that.
pub(super) const ALWAYS_HELD: u64 = 64 << 20;
pub(super) const LARGEST_RATIO_HELD: u64 = 50;

/// Bytes that may be held at once of an input that has so many on the disk.
pub(super) fn most_held(on_disk: u64) -> u64 {
    on_disk.saturating_mul(LARGEST_RATIO_HELD).max(ALWAYS_HELD)
}

/// Digest and length of what was read of an input as it came.
#[derive(Clone, Default)]
pub(super) struct Seal {
    digest: Arc<Mutex<Sha256>>,
    bytes: Arc<AtomicU64>,
}

impl Seal {
    /// SHA-256 of what was read so far, in hexadecimal.
    pub fn sha256(&self) -> String {
        hex(&self.digest.lock().unwrap_or_else(PoisonError::into_inner).clone().finalize())
    }

    /// How much was read so far.
    pub fn bytes(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.bytes)
    }
}

/// Seals all that is read.
pub(super) struct Sealed<R> {
    bytes: R,
    seal: Seal,
}

impl<R> Sealed<R> {
    pub fn new(bytes: R, seal: &Seal) -> Self {
        Self { bytes, seal: seal.clone() }
    }
}

impl<R: Read> Read for Sealed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(buffer)?;
        self.seal.digest.lock().unwrap_or_else(PoisonError::into_inner).update(&buffer[..read]);
        self.seal.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// How an input is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    None,
    Gzip,
    Zstd,
}

impl Packing {
    /// By the first four bytes.
    pub fn of(magic: &[u8]) -> Self {
        match magic {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Zstd,
            _ => Self::None,
        }
    }

    /// What was packed; `seal` counts the packed bytes.
    pub fn unpack(self, packed: impl Read + Send + 'static, seal: &Seal) -> io::Result<Box<dyn Read + Send>> {
        const BUFFER: usize = 1 << 18;
        Ok(match self {
            Self::None => Box::new(packed),
            Self::Gzip => {
                let packed = BufReader::with_capacity(BUFFER, packed);
                Box::new(Bounded::new(flate2::bufread::MultiGzDecoder::new(packed), Bound::new(seal.bytes())))
            }
            Self::Zstd => {
                let mut decoder = zstd::Decoder::with_buffer(BufReader::with_capacity(BUFFER, packed))?;
                decoder.window_log_max(LONGEST_WINDOW)?;
                Box::new(Bounded::new(decoder, Bound::new(seal.bytes())))
            }
        })
    }
}

/// Counts what comes out of a packed input: a small file that unpacks to more
/// than any disk holds is an attack.
pub(super) struct Bound {
    packed: Arc<AtomicU64>,
    unpacked: u64,
    allowed: u64,
}

impl Bound {
    /// The bound of an input of which so many packed bytes were read.
    pub fn new(packed: Arc<AtomicU64>) -> Self {
        Self { packed, unpacked: 0, allowed: ALWAYS_ALLOWED }
    }

    /// Counts bytes that came out.
    ///
    /// # Errors
    /// When it is too much: [`is_bomb`] knows this error.
    pub fn add(&mut self, bytes: usize) -> io::Result<()> {
        self.unpacked = self.unpacked.saturating_add(bytes as u64);
        let packed = self.packed.load(Ordering::Relaxed);
        if self.unpacked > self.allowed && self.unpacked > packed.saturating_mul(LARGEST_RATIO) {
            return Err(io::Error::other(Bomb));
        }
        Ok(())
    }
}

struct Bounded<R> {
    bytes: R,
    bound: Bound,
}

impl<R> Bounded<R> {
    fn new(bytes: R, bound: Bound) -> Self {
        Self { bytes, bound }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(buffer)?;
        self.bound.add(read)?;
        Ok(read)
    }
}

/// Far more comes out of an input than is in it.
#[derive(Debug)]
struct Bomb;

impl fmt::Display for Bomb {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("more than 1 GiB and more than 200 times its size comes out of it")
    }
}

impl std::error::Error for Bomb {}

/// Whether an error says that far more comes out of an input than is in it,
/// whatever was wrapped around it on its way.
fn is_bomb(error: &io::Error) -> bool {
    let mut next = error.get_ref().map(|inner| inner as &(dyn std::error::Error + 'static));
    while let Some(error) = next {
        if error.is::<Bomb>() {
            return true;
        }
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = inner.map(|inner| inner as &(dyn std::error::Error + 'static)).or_else(|| error.source());
    }
    false
}

/// What is wrong with packed data that gave this error, and the remedy.
pub(super) fn told(error: &io::Error) -> (String, &'static str) {
    if is_bomb(error) {
        let remedy = "if you trust it, unpack it yourself and give what comes out";
        return (Bomb.to_string(), remedy);
    }
    (format!("the compressed data are damaged or cut short ({error})"), "make the file again")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_unpacks_to_more_than_its_size_allows_is_told_through_wrappers() {
        let packed = Arc::new(AtomicU64::new(10));
        let mut bound = Bound { packed, unpacked: 0, allowed: 1_000 };
        bound.add(1_000).unwrap();
        bound.add(1_000).unwrap();
        let error = bound.add(1).unwrap_err();
        let wrapped = io::Error::new(error.kind(), io::Error::other(error));
        assert!(is_bomb(&wrapped) && told(&wrapped).0.contains("200 times"));
        assert!(!is_bomb(&io::Error::other("x")) && told(&io::Error::other("x")).0.contains("cut short (x)"));
    }
}
