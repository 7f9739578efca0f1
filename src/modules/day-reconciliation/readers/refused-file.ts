/** A file that is not taken: its reason says what is wrong with it, for a person. */
export class RefusedFile extends Error {}
