/** Why a rehearsal cannot take place, in words for who asked for it. */
export class RehearsalError extends Error {}
