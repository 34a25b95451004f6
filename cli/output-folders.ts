/** Folders of the two halves, relative to the project, where cdktf and cdk8s also write. */
export const outputFolders = { terraform: "cdktf.out", kubernetes: "dist" } as const;
