//! The perceptual hash of an image: the DCT hash of 64 bits, as `phash` of
//! Python's ImageHash computes it (repository JohannesBuchner/imagehash, since
//! version 4.0), so that hashes which investigators have can be compared.
//!
//! The image is made grey, resized to 32 by 32, transformed (DCT-II), and each
//! of the 8 by 8 lowest frequencies is a bit: whether it is above their median.
//! Grey and size are computed as Pillow does (`convert("L")`, and `resize` with
//! the Lanczos filter in fixed point), for a bit can hang on one grey level.

use std::f64::consts::PI;
use std::io::Cursor;

use image::{ImageReader, Limits, RgbImage};

/// Width and height at most, in pixels.
const LARGEST: u32 = 20_000;
/// Memory that the decoder may take for one image, in bytes: about 64 million
/// pixels.
const MEMORY: u64 = 192 << 20;
/// The image is resized to this width and height.
const SIZE: usize = 32;
/// This many frequencies in each direction are kept.
const KEPT: usize = 8;
/// The fraction bits of the fixed point that Pillow resizes in.
const FRACTION: u32 = 22;
/// The most pixels of an image: with three bytes each, 192 MB.
const MOST_PIXELS: u64 = 64_000_000;
/// The reach of the Lanczos filter.
const REACH: f64 = 3.0;

/// Decodes a JPEG, PNG, GIF (the first frame), WebP or BMP by its content.
///
/// # Errors
/// Says in a few words why the image cannot be used: no such format, damaged,
/// or larger than 20,000 pixels in a direction or than fits the memory allowed.
pub fn decode(bytes: &[u8]) -> Result<RgbImage, String> {
    let open = || ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|e| e.to_string());
    let mut reader = open()?;
    let Some(_) = reader.format() else { return Err("no JPEG, PNG, GIF, WebP or BMP image".to_owned()) };
    let (width, height) = open()?.into_dimensions().map_err(|e| e.to_string())?;
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(format!("{width} x {height} pixels are more than 64 million"));
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(LARGEST);
    limits.max_image_height = Some(LARGEST);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let image = reader.decode().map_err(|e| e.to_string())?;
    Ok(image.into_rgb8())
}

/// The perceptual hash; its highest bit is the lowest frequency. An image of
/// one colour has the hash 0x8000000000000000, or 0 where it is black.
pub fn phash(image: &RgbImage) -> u64 {
    let (width, height) = (image.width() as usize, image.height() as usize);
    if width == 0 || height == 0 {
        return 0;
    }
    let across = Filter::new(width);
    let narrow: Vec<u8> =
        image.as_raw().chunks_exact(3 * width).flat_map(|row| across.apply(|x| grey(&row[3 * x..3 * x + 3]))).collect();
    let down = Filter::new(height);
    let columns: Vec<[u8; SIZE]> = (0..SIZE).map(|x| down.apply(|y| narrow[y * SIZE + x])).collect();
    above_median(&low_frequencies(&columns))
}

/// Grey as Pillow's `convert("L")`: ITU-R 601-2 luma in 16-bit fixed point.
fn grey(pixel: &[u8]) -> u8 {
    let [red, green, blue] = [0, 1, 2].map(|channel| u32::from(pixel[channel]));
    ((red * 19_595 + green * 38_470 + blue * 7_471 + 0x8000) >> 16) as u8
}

/// What each of the [`SIZE`] pixels in a row takes from the row before.
struct Filter {
    /// The first pixel taken, and the weights from there on.
    taps: Vec<(usize, Vec<i32>)>,
}

impl Filter {
    fn new(length: usize) -> Self {
        let scale = length as f64 / SIZE as f64;
        Self { taps: (0..SIZE).map(|to| Self::taps(length, scale, (to as f64 + 0.5) * scale)).collect() }
    }

    fn taps(length: usize, scale: f64, centre: f64) -> (usize, Vec<i32>) {
        let stretch = scale.max(1.0);
        let from = (centre - REACH * stretch + 0.5).max(0.0) as usize;
        let to = ((centre + REACH * stretch + 0.5) as usize).min(length);
        let weights: Vec<f64> = (from..to).map(|at| lanczos((at as f64 - centre + 0.5) / stretch)).collect();
        let sum: f64 = weights.iter().sum();
        let fixed = |weight: &f64| (weight / sum * f64::from(1 << FRACTION)).round() as i32;
        (from, weights.iter().map(fixed).collect())
    }

    fn apply(&self, pixel: impl Fn(usize) -> u8) -> [u8; SIZE] {
        let mut row = [0; SIZE];
        for (to, (from, weights)) in row.iter_mut().zip(&self.taps) {
            let taken = weights.iter().zip(*from..).map(|(&weight, at)| i64::from(weight) * i64::from(pixel(at)));
            let sum = taken.sum::<i64>() + (1 << (FRACTION - 1));
            *to = (sum >> FRACTION).clamp(0, 255) as u8;
        }
        row
    }
}

fn lanczos(x: f64) -> f64 {
    let sinc = |x: f64| if x == 0.0 { 1.0 } else { (x * PI).sin() / (x * PI) };
    if (-REACH..REACH).contains(&x) { sinc(x) * sinc(x / REACH) } else { 0.0 }
}

/// The lowest frequencies of the two-dimensional DCT-II, row by row.
fn low_frequencies(columns: &[[u8; SIZE]]) -> [f64; KEPT * KEPT] {
    let wave =
        |frequency: usize, at: usize| 2.0 * (PI * frequency as f64 * (2 * at + 1) as f64 / (2 * SIZE) as f64).cos();
    let waves: Vec<Vec<f64>> = (0..KEPT).map(|frequency| (0..SIZE).map(|at| wave(frequency, at)).collect()).collect();
    let mut frequencies = [0.0; KEPT * KEPT];
    for (place, frequency) in frequencies.iter_mut().enumerate() {
        let (down, across) = (&waves[place / KEPT], &waves[place % KEPT]);
        let column =
            |pixels: &[u8; SIZE]| pixels.iter().zip(down).map(|(&pixel, wave)| f64::from(pixel) * wave).sum::<f64>();
        let sum: f64 = columns.iter().zip(across).map(|(pixels, wave)| column(pixels) * wave).sum();
        // What is 0 but for rounding is 0 on every machine.
        *frequency = (sum * 1e6).round() / 1e6;
    }
    frequencies
}

fn above_median(frequencies: &[f64; KEPT * KEPT]) -> u64 {
    let mut sorted = *frequencies;
    sorted.sort_unstable_by(f64::total_cmp);
    let median = (sorted[KEPT * KEPT / 2 - 1] + sorted[KEPT * KEPT / 2]) / 2.0;
    frequencies.iter().fold(0, |hash, &frequency| hash << 1 | u64::from(frequency > median))
}

#[cfg(test)]
mod tests {
    use image::imageops::{FilterType, resize};
    use image::{ExtendedColorType, ImageEncoder, Rgb};

    use super::*;

    /// An image of whole numbers, which any language draws alike.
    fn drawn(seed: i64, width: u32, height: u32) -> RgbImage {
        let (w, h) = (i64::from(width), i64::from(height));
        RgbImage::from_fn(width, height, |x, y| {
            let (x, y) = (i64::from(x), i64::from(y));
            let channel = |k: i64| {
                let (a, b) = (seed * (2 * k + 3) % 17 + 3, seed * (3 * k + 5) % 13 + 2);
                let bands = x * a / (w / 8 + 1) * 31 + y * b / (h / 8 + 1) * 57;
                ((bands + x * y * seed / (w * h / 50 + 1)) % 256) as u8
            };
            Rgb([channel(0), channel(1), channel(2)])
        })
    }

    /// Few soft shapes, as photographs have.
    fn soft(seed: i64) -> RgbImage {
        resize(&drawn(seed, 6, 5), 320, 240, FilterType::CatmullRom)
    }

    fn distance(one: &RgbImage, other: &RgbImage) -> u32 {
        (phash(one) ^ phash(other)).count_ones()
    }

    #[test]
    fn hashes_are_those_of_image_hash() {
        // By imagehash.phash of ImageHash 4.3.2 with Pillow 13.0.0 and SciPy 1.17.1.
        for (seed, width, height, hash) in [
            (1, 200, 150, 0x8001_1dff_51fe_11fa),
            (2, 64, 300, 0x800d_872e_dd5e_1d6e),
            (7, 33, 20, 0x8a8b_c7bb_8345_dd03),
            (11, 32, 32, 0x8d46_adc3_056a_e5da),
        ] {
            assert_eq!(phash(&drawn(seed, width, height)), hash, "seed {seed}");
        }
        assert_eq!(phash(&RgbImage::from_pixel(50, 40, Rgb([200, 30, 90]))), 1 << 63);
        assert_eq!(phash(&RgbImage::new(50, 40)), 0);
        assert_eq!(phash(&RgbImage::new(0, 0)), 0);
    }

    #[test]
    fn copies_stay_near_and_other_images_are_far() {
        for seed in 1..20 {
            let image = soft(seed);
            let mut jpeg = Vec::new();
            let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 40);
            encoder.write_image(&image, 320, 240, ExtendedColorType::Rgb8).unwrap();
            let mut bright = image.clone();
            bright.pixels_mut().for_each(|pixel| pixel.0 = pixel.0.map(|value| value / 8 * 7 + 20));
            for copy in [resize(&image, 160, 120, FilterType::Triangle), decode(&jpeg).unwrap(), bright] {
                assert!(distance(&image, &copy) <= super::super::media::RADIUS, "seed {seed}");
            }
            assert!(distance(&image, &soft(seed + 1)) > 2 * super::super::media::RADIUS, "seed {seed}");
        }
    }

    #[test]
    fn what_is_no_image_or_too_large_is_refused() {
        assert!(decode(b"").is_err() && decode(b"GIF89a").is_err() && decode(&[0xff, 0xd8, 0xff, 0xe0]).is_err());
        // The header of a bitmap of two thousand million pixels.
        let mut bomb = b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec();
        bomb.extend([50_000u32.to_le_bytes(), 50_000u32.to_le_bytes()].concat());
        bomb.extend([1, 0, 24, 0].iter().chain([0; 24].iter()));
        assert!(decode(&bomb).is_err());
    }
}
