//! The image inside a frame: decoded within bounds, on a thread of its own, and fitted to a part
//! of the screen.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use image::{DynamicImage, ImageReader, Limits};
use ratatui::layout::Size;

use super::frames::Wake;
use super::graphics::{Drawn, Graphics};
use crate::capture::privilege::unprivileged_thread;

/// Wider or higher images are not decoded.
const LARGEST: u32 = 8192;

/// Nor are those that need more memory than this, in bytes.
const MOST_MEMORY: u64 = 96 << 20;

/// Protocols whose layer is an image.
const IMAGES: [&str; 3] = ["png", "image-gif", "image-jfif"];

/// Name of the thread that decodes.
pub const THREAD: &str = "picture";

/// True if a layer of this protocol is an image.
pub fn is_image(protocol: &str) -> bool {
    IMAGES.contains(&protocol)
}

/// Which image: frame and layer.
pub type Key = (u64, u16);

/// What became of an image.
type Decoded = Result<Arc<DynamicImage>, String>;

/// The image of the frame on the screen.
pub struct Picture {
    graphics: Graphics,
    key: Option<Key>,
    slot: Arc<Mutex<Option<(Key, Decoded)>>>,
    fitted: Option<(Size, Result<Drawn, String>)>,
}

impl Picture {
    /// No image yet; drawn the way that suits the terminal.
    pub fn new(graphics: Graphics) -> Picture {
        Picture {
            graphics,
            key: None,
            slot: Arc::default(),
            fitted: None,
        }
    }

    /// True if this image was asked for last.
    pub fn is_asked(&self, key: Key) -> bool {
        self.key == Some(key)
    }

    /// Asks for the image in `bytes`. `wake` is called when it is decoded.
    pub fn ask(&mut self, key: Key, bytes: Vec<u8>, wake: &Wake) {
        self.key = Some(key);
        self.fitted = None;
        let (slot, wake) = (self.slot.clone(), wake.clone());
        let work = move || {
            let decoded = decode(&bytes);
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some((key, decoded));
            wake();
        };
        let thread = unprivileged_thread(THREAD, work);
        if let Err(error) = thread {
            let mut slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
            *slot = Some((key, Err(error.to_string())));
        }
    }

    /// Fits the image to so many columns and rows, if it is decoded.
    pub fn fit(&mut self, size: Size) {
        if self
            .fitted
            .as_ref()
            .is_some_and(|(fitted, _)| *fitted == size)
        {
            return;
        }
        let slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
        let decoded = match &*slot {
            Some((key, decoded)) if Some(*key) == self.key => decoded.clone(),
            _ => return,
        };
        drop(slot);
        let drawn = decoded.and_then(|image| self.graphics.draw(&image, size));
        self.fitted = Some((size, drawn));
    }

    /// The image as it was fitted last; `None` while it is being decoded, an error in words for
    /// the user where it cannot be.
    pub fn drawn(&self) -> Option<&Result<Drawn, String>> {
        self.fitted.as_ref().map(|(_, drawn)| drawn)
    }
}

/// Decodes the first picture in `bytes`.
fn decode(bytes: &[u8]) -> Decoded {
    let work = || {
        let mut reader = ImageReader::new(Cursor::new(bytes))
            .with_guessed_format()
            .map_err(|error| error.to_string())?;
        let mut limits = Limits::default();
        limits.max_image_width = Some(LARGEST);
        limits.max_image_height = Some(LARGEST);
        limits.max_alloc = Some(MOST_MEMORY);
        reader.limits(limits);
        reader.decode().map_err(|error| error.to_string())
    };
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(image)) => Ok(Arc::new(image)),
        Ok(Err(why)) => Err(crate::model::text::clean(&why).into_owned()),
        Err(_) => Err("the decoder gave up on these bytes".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageFormat, Rgb, RgbImage};

    fn png(width: u32, height: u32) -> Vec<u8> {
        let image = RgbImage::from_pixel(width, height, Rgb([200, 30, 30]));
        let mut bytes = Cursor::new(Vec::new());
        image.write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn images_are_decoded_within_bounds() {
        assert_eq!(decode(&png(4, 2)).unwrap().width(), 4);
        assert!(decode(&png(LARGEST + 1, 1)).is_err());
        assert!(decode(&png(4, 2)[..20]).is_err());
        assert!(decode(b"not an image").is_err());
    }

    #[test]
    fn a_lie_about_the_size_costs_no_memory() {
        let mut bytes = png(4, 2);
        // The width and height of the image header say 8192 × 8192.
        bytes[16..24].copy_from_slice(&[0, 0, 0x20, 0, 0, 0, 0x20, 0]);
        assert!(decode(&bytes).is_err());
    }

    #[test]
    fn an_asked_image_arrives_and_is_fitted() {
        let (sender, receiver) = std::sync::mpsc::channel();
        let wake: Wake = Arc::new(move || sender.send(()).unwrap());
        let mut picture = Picture::new(Graphics::Blocks);
        picture.ask((0, 4), png(8, 8), &wake);
        assert!(picture.is_asked((0, 4)) && picture.drawn().is_none());
        receiver.recv().unwrap();
        picture.fit(Size::new(10, 10));
        assert!(matches!(picture.drawn(), Some(Ok(_))));
    }
}
