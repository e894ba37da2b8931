import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./tokens.css";
import "./base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { followTheme } from "./stores/app-theme.ts";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no root element.");

// Before the first frame, so that it has the right colours.
followTheme();

createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
