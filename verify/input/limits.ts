/** What is larger was not written to be applied to a cluster; reading it would take longer than anybody waits. */
export const limits = {
  /** Bytes of a file. */
  fileBytes: 64 * 1024 * 1024,
  /** Bytes of all files together. */
  totalBytes: 128 * 1024 * 1024,
  /** Files below the folders that are named. */
  files: 50_000,
  /** Folders within each other. */
  folderDepth: 64,
  /** Documents of a file. */
  documents: 200_000,
  /** Characters of a document; the API server takes 3 MB at a time, and lists hold several objects. */
  documentCharacters: 16 * 1024 * 1024,
  /** Mappings and lists within each other in a document; the deepest schema has some thirty. */
  documentDepth: 100,
  /** Values that a document may come to when its aliases are written out. */
  aliasedValues: 1_000_000,
  /** Characters of a document that is parsed again to say what is wrong with it or where something stands. */
  locatedCharacters: 1024 * 1024,
  /** Objects with findings whose fields are looked up in their files; of others the beginning is shown. */
  placedObjects: 2000,
} as const;
