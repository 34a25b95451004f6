/** Why there is no review, in words for who asked for it. */
export class ReviewError extends Error {}
