import type { CancellationToken, MessageSignature } from 'vscode-languageclient/node';
import { LanguageClient } from 'vscode-languageclient/node';

/** A client that ends in silence: what the editor asks of it then is not answered, and no failure to tell of. */
export class Client extends LanguageClient {
  #ended = false;

  override dispose(timeout?: number): Promise<void> {
    this.#ended = true;
    return super.dispose(timeout);
  }

  override handleFailedRequest<T>(type: MessageSignature, token: CancellationToken | undefined, error: unknown, defaultValue: T, showNotification?: boolean, throwOnCancel?: boolean): T {
    return this.#ended ? defaultValue : super.handleFailedRequest(type, token, error, defaultValue, showNotification, throwOnCancel);
  }
}
