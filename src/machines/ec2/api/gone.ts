import { isAwsCode } from './aws-error.ts';

/** A removal, where it is as good that there is no such thing any more: AWS says that with one of the codes. */
export async function gone(removal: Promise<unknown>, ...codes: readonly string[]): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!isAwsCode(error, ...codes)) throw error;
  }
}
