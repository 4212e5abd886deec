//! The cell sizes of small objects, fixed at compile time.
//!
//! Multiples of 16 up to 256, of 32 up to 512, and then parts of a block in steps of about an
//! eighth. Everything above [`MAX_SMALL`] takes whole blocks.

use super::region::{BLOCK_SIZE, GRANULE};

/// How many size classes there are.
pub const CLASSES: usize = CELL_SIZES.len();
/// The first class for objects without pointers; those before it take any object.
pub const FIRST_LEAF: usize = 51;
/// The largest cell.
pub const MAX_SMALL: usize = CELL_SIZES[FIRST_LEAF - 1] as usize;
/// The largest cell of a class for objects without pointers.
const MAX_LEAF: usize = 256;

/// Bytes per cell of each class.
pub const CELL_SIZES: [u32; FIRST_LEAF + MAX_LEAF / GRANULE] = [
    16, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, //
    288, 320, 352, 384, 416, 448, 480, 512, //
    576, 640, 720, 816, 912, 1024, 1168, 1312, 1488, 1680, 1872, 2048, 2336, 2720, 3120, 3632,
    4096, 4672, 5456, 6544, 8192, 9360, 10912, 13104, 16384, 21840, 32768, //
    // Without pointers:
    16, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256,
];

const CLASS_OF_GRANULES: [u8; MAX_SMALL / GRANULE + 1] = {
    let mut table = [0; MAX_SMALL / GRANULE + 1];
    let (mut granules, mut class) = (0, 0);
    while granules < table.len() {
        if granules * GRANULE > CELL_SIZES[class] as usize {
            class += 1;
        }
        table[granules] = class as u8;
        granules += 1;
    }
    table
};

const _: () = {
    let mut i = 0;
    while i < CLASSES {
        assert!(
            (CELL_SIZES[i] as usize).is_multiple_of(GRANULE)
                && CELL_SIZES[i] as usize <= BLOCK_SIZE / 2
        );
        assert!(i == 0 || i == FIRST_LEAF || CELL_SIZES[i] > CELL_SIZES[i - 1]);
        i += 1;
    }
};

/// The class of the smallest cell with room for `bytes`, or `None` for a large object.
#[inline(always)]
pub const fn class_of(bytes: usize) -> Option<usize> {
    if bytes <= MAX_SMALL {
        Some(CLASS_OF_GRANULES[bytes.div_ceil(GRANULE)] as usize)
    } else {
        None
    }
}

/// As `class_of`, for an object that never points to another: small ones have blocks of their own, so
/// that the marker need not look at them.
#[inline(always)]
pub const fn leaf_class_of(bytes: usize) -> Option<usize> {
    if bytes <= MAX_LEAF && bytes > 0 {
        Some(FIRST_LEAF + (bytes - 1) / GRANULE)
    } else {
        class_of(bytes)
    }
}

/// Bytes of the cells of a class.
#[inline(always)]
pub const fn cell_size(class: usize) -> usize {
    CELL_SIZES[class] as usize
}

/// Where the last whole cell of a block of this class ends.
#[inline(always)]
pub const fn cells_end(class: usize) -> usize {
    BLOCK_SIZE / cell_size(class) * cell_size(class)
}

/// 2^32 by each class's size, rounded up: what to multiply with instead of dividing.
const RECIPROCALS: [u32; CLASSES] = {
    let mut table = [0; CLASSES];
    let mut class = 0;
    while class < CLASSES {
        table[class] = (1u64 << 32).div_ceil(CELL_SIZES[class] as u64) as u32;
        class += 1;
    }
    table
};

/// Where the cell begins that contains this offset into a block of a class.
#[inline(always)]
pub const fn cell_start(class: usize, within: usize) -> usize {
    // Exact, since offset times size is less than 2^32.
    ((within as u64 * RECIPROCALS[class] as u64) >> 32) as usize * cell_size(class)
}

/// How much an allocation of `bytes` really gives; `None` when it is too large to represent.
pub const fn rounded(bytes: usize) -> Option<usize> {
    match class_of(bytes) {
        Some(class) => Some(cell_size(class)),
        None => bytes.checked_next_multiple_of(4096),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_begin_at_multiples_of_their_size() {
        for class in 0..CLASSES {
            let size = cell_size(class);
            assert!((0..BLOCK_SIZE).all(|at| cell_start(class, at) == at / size * size));
        }
    }

    #[test]
    fn every_size_gets_the_smallest_cell_that_holds_it() {
        for bytes in 0..=MAX_SMALL {
            let class = class_of(bytes).expect("small");
            assert!(cell_size(class) >= bytes);
            assert!(class == 0 || cell_size(class - 1) < bytes);
        }
        for bytes in 1..=MAX_LEAF {
            let (any, leaf) =
                (class_of(bytes).expect("small"), leaf_class_of(bytes).expect("small"));
            assert!(leaf >= FIRST_LEAF && cell_size(leaf) == cell_size(any));
        }
        assert_eq!(leaf_class_of(MAX_LEAF + 1), class_of(MAX_LEAF + 1));
        assert_eq!(class_of(MAX_SMALL + 1), None);
        assert_eq!(rounded(usize::MAX), None);
    }
}
