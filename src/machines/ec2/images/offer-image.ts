import type { Area } from '../area.ts';
import type { OwnImage } from './image.ts';

const DAY_MS = 86_400_000;

/** Lets the settings' accounts launch an image, and says until when it is offered. May be done twice. */
export async function offerImage(area: Area, image: OwnImage): Promise<void> {
  const { region } = area.siteIn(image.region);
  const { shareWith, deprecateAfterDays } = area.settings;
  if (shareWith.length > 0) {
    const Add = shareWith.map((UserId) => ({ UserId }));
    await region.send('ModifyImageAttribute', {
      ...{ ImageId: image.ami, Attribute: 'launchPermission', LaunchPermission: { Add } },
    });
  }
  if (deprecateAfterDays === undefined) return;
  const at = new Date(Date.parse(image.createdAt) + deprecateAfterDays * DAY_MS);
  await region.send('EnableImageDeprecation', { ImageId: image.ami, DeprecateAt: at });
}
