//! The agency's picture at the right edge of a title.

use rust_xlsxwriter::{Image, ObjectMovement, XlsxError};

use super::plan::ROW;
use super::sheet::PageWriter;
use crate::report::book::Page;
use crate::report::style::width;

/// Most pixels of the picture: the title's row and that under it, and what a heading leaves beside it.
const TALL: f64 = 44.0;
const WIDE: f64 = 220.0;
/// Pixels of a letter of the title and of the line under it.
const LETTERS: [u32; 2] = [12, 7];
/// Pixels kept free.
const FREE: u32 = 12;

/// Width and height of a picture in pixels; none when the library cannot read it.
pub fn picture_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let image = Image::new_from_buffer(bytes).ok()?;
    Some((image.width() as u32, image.height() as u32))
}

impl PageWriter<'_, '_> {
    /// Puts the picture beside the title, where there is room for both.
    pub(super) fn logo(&mut self, page: &Page) -> Result<(), XlsxError> {
        let Some(logo) = &self.desk.book.theme.logo else {
            return Ok(());
        };
        let (wide, tall) = (f64::from(logo.size.0), f64::from(logo.size.1));
        let scale = (TALL / tall).min(WIDE / wide).min(1.0);
        let Some(left) = self.room((wide * scale) as u32, page) else {
            return Ok(());
        };
        let enlarged = self.desk.enlarged;
        let mut image = Image::new_from_buffer(&logo.bytes)?
            .set_scale_to_size(
                f64::from(enlarged.across((wide * scale) as u32)),
                f64::from(enlarged.across((tall * scale) as u32)),
                true,
            )
            .set_object_movement(ObjectMovement::DontMoveOrSizeWithCells);
        image = match self.desk.book.agency.as_str() {
            "" => image.set_decorative(true),
            agency => image.set_alt_text(agency),
        };
        let left = enlarged.across(left);
        self.sheet.insert_image_with_offset(0, 0, &image, left, 2)?;
        Ok(())
    }

    /// Left edge of a picture so wide that ends where the page does; none where it would stand on words or make the page wider.
    fn room(&self, wide: u32, page: &Page) -> Option<u32> {
        let [title, under] = [&page.title, &page.subtitle].map(|text| width(text) as u32);
        let under = match self.plan.heights.get(&1) {
            // several lines go over the whole page
            Some(tall) if *tall > ROW => self.plan.width(),
            _ => under * LETTERS[1],
        };
        let words = (title * LETTERS[0]).max(under) + FREE;
        let left = self.plan.width().checked_sub(wide)?;
        (left >= words).then_some(left)
    }
}
