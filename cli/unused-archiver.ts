/**
 * Stands in the compiled program for the archiver that cdktf loads to pack assets, with some hundred modules: no stack
 * has assets, and cdktf packs them in a process of its own, which starts from its own file.
 */
export = (): never => {
  throw new Error("the compiled program packs no assets; run cdktf synth");
};
