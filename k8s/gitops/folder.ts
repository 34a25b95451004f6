/**
 * Folder of what a controller is told to apply the environment by. It is no part of what is applied: an application
 * that applied itself could not be changed where it is broken.
 */
export const gitopsFolder = "gitops";
