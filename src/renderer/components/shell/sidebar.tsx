import { PanelLeftClose, PanelLeftOpen } from "lucide-react";
import type { ComponentType, ReactNode } from "react";
import { t } from "#renderer/messages/t.ts";
import { BrandMark } from "../brand.tsx";
import { classNames } from "../class-names.ts";
import { IconButton } from "../icon-button.tsx";
import { Tooltip } from "../tooltip.tsx";
import styles from "./sidebar.module.css";

export interface SidebarRow {
  readonly id: string;
  readonly label: string;
  readonly icon: ComponentType<{ readonly size?: number }>;
  /** A count at the right. */
  readonly badge?: string | undefined;
  readonly shortcut: string;
}

/** Screens, the current screen's own section, and the footer; or a rail of icons. */
export function Sidebar({
  rows,
  current,
  collapsed,
  onSelect,
  onToggle,
  section,
  footer,
}: {
  readonly rows: readonly SidebarRow[];
  readonly current: string;
  readonly collapsed: boolean;
  readonly onSelect: (id: string) => void;
  readonly onToggle: () => void;
  /** Belongs to the current screen; not drawn in the rail. */
  readonly section?: ReactNode;
  readonly footer: ReactNode;
}) {
  return (
    <aside
      className={classNames(styles.sidebar, collapsed && styles.collapsed)}
    >
      <div className={styles.top}>
        {!collapsed && (
          <span className={styles.brand}>
            <BrandMark />
            {t("app.name")}
          </span>
        )}
        <IconButton
          label={t(collapsed ? "shell.expand" : "shell.collapse")}
          shortcut="mod+b"
          icon={
            collapsed ? (
              <PanelLeftOpen size={16} />
            ) : (
              <PanelLeftClose size={16} />
            )
          }
          onClick={onToggle}
          tooltipSide={collapsed ? "right" : "bottom"}
        />
      </div>
      <nav aria-label={t("shell.navigation")}>
        <ul className={styles.rows}>
          {rows.map((row) => (
            <li key={row.id}>
              <NavigationRow
                row={row}
                current={row.id === current}
                collapsed={collapsed}
                onSelect={onSelect}
              />
            </li>
          ))}
        </ul>
      </nav>
      <div className={styles.section}>
        {!collapsed && section !== undefined && section}
      </div>
      {footer}
    </aside>
  );
}

function NavigationRow({
  row,
  current,
  collapsed,
  onSelect,
}: {
  readonly row: SidebarRow;
  readonly current: boolean;
  readonly collapsed: boolean;
  readonly onSelect: (id: string) => void;
}) {
  const Icon = row.icon;
  return (
    <Tooltip label={row.label} shortcut={row.shortcut} side="right">
      <button
        type="button"
        className={styles.row}
        aria-current={current ? "page" : undefined}
        aria-label={collapsed ? row.label : undefined}
        onClick={() => onSelect(row.id)}
      >
        <Icon size={16} />
        {!collapsed && (
          <>
            <span className={styles.label}>{row.label}</span>
            {row.badge !== undefined && (
              <span className={styles.badge}>{row.badge}</span>
            )}
          </>
        )}
      </button>
    </Tooltip>
  );
}
