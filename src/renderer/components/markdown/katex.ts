import "katex/dist/katex.min.css";
import library from "katex";

export const katex = library;
