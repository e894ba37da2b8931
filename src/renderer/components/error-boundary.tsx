import { Bug } from "lucide-react";
import { Component, type ReactNode } from "react";
import { t } from "#renderer/messages/t.ts";
import { Button } from "./button.tsx";
import { EmptyState } from "./empty-state.tsx";

interface Props {
  readonly onCopyDiagnostics: () => void;
  readonly children: ReactNode;
}

/** Keeps a defect in one screen from taking the window with it. */
export class ErrorBoundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <EmptyState
        icon={<Bug size={20} />}
        title={t("crash.title")}
        action={
          <>
            <Button variant="primary" onClick={() => location.reload()}>
              {t("crash.reload")}
            </Button>
            <Button onClick={this.props.onCopyDiagnostics}>
              {t("errors.copyDiagnostics")}
            </Button>
          </>
        }
      />
    );
  }
}
