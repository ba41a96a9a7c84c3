//! The few colours of every page, as `0xRRGGBB`: told apart by colour-blind readers, dark enough to be read.

/// One calm dark colour: headers, titles, totals lines.
pub const DARK: u32 = 0x1F_3A_5F;
/// Secondary text.
pub const GREY: u32 = 0x59_63_6E;
/// Hair lines between rows, frames of charts.
pub const LINE: u32 = 0xD9_DE_E4;
/// Lines behind a chart.
pub const GRID: u32 = 0xE3_E7_EC;
/// Behind tiles and totals.
pub const PALE: u32 = 0xF2_F5_F9;
/// Left edge of a tile, first series.
pub const ACCENT: u32 = 0x00_72_B2;
/// Bars inside cells.
pub const BAR: u32 = 0x9C_C8_E6;
/// The hot end of a heat map; the other is white.
pub const HEAT: u32 = 0xF0_A0_50;
/// Good and bad.
pub const GOOD: u32 = 0x00_6B_5B;
/// See [`GOOD`].
pub const BAD: u32 = 0xB5_3A_00;
/// What people may fill in.
pub const INPUT_TEXT: u32 = 0x00_00_FF;
/// See [`INPUT_TEXT`].
pub const INPUT_FILL: u32 = 0xFF_FB_E0;
/// Fills of red, amber and green bands; they differ in brightness as well.
pub const BANDS: [u32; 3] = [0xF2_B5_9B, 0xFB_E7_B2, 0xD3_EC_E4];

/// Series colours of Okabe and Ito.
pub const SERIES: [u32; 7] = [
    0x00_72_B2, 0xE6_9F_00, 0x00_9E_73, 0xD5_5E_00, 0x56_B4_E9, 0xCC_79_A7, 0x00_00_00,
];

/// Heat of a share of one or more is this.
pub const HOTTEST: f64 = 1.2;
