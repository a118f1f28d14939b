/** Which part of a picture the network sees, and how a box in that part becomes one in the picture. */

export const resizeModes = ['squash', 'centre-crop', 'letterbox'] as const;
/**
 * `squash`: the whole picture, stretched to the input. `centre-crop`: the largest centred part of the input's shape,
 * times a share. `letterbox`: the smallest centred frame of the input's shape around the picture; what sticks out is grey.
 */
export type ResizeMode = (typeof resizeModes)[number];

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * The part of the oriented picture that the whole input shows, in whole pixels of the picture; with `letterbox` it
 * reaches beyond the picture. Because it is of whole pixels, a map is
 * stretched over it as over a picture of its own.
 */
export interface InputArea extends Size {
  readonly left: number;
  readonly top: number;
}

/** 224 of 256: what ImageNet networks are evaluated with. */
export const cropShareDefault = 0.875;

export interface ResizeSettings {
  readonly resize?: ResizeMode | undefined;
  /** For `centre-crop`: the part's share of the largest one that fits, along each side. */
  readonly cropShare?: number | undefined;
}

/** The area that an input of this size shows of a picture of this size; both in pixels, at least 1 × 1. */
export function inputArea(
  picture: Size,
  input: Size,
  { resize, cropShare = cropShareDefault }: ResizeSettings,
): InputArea {
  if (resize === 'centre-crop') {
    const scale = cropShare * Math.min(picture.width / input.width, picture.height / input.height);
    return centred(picture, {
      width: clamp(Math.round(scale * input.width), 1, picture.width),
      height: clamp(Math.round(scale * input.height), 1, picture.height),
    });
  }
  if (resize === 'letterbox') {
    const scale = Math.max(picture.width / input.width, picture.height / input.height);
    return centred(picture, {
      width: Math.max(Math.round(scale * input.width), picture.width),
      height: Math.max(Math.round(scale * input.height), picture.height),
    });
  }
  return { left: 0, top: 0, width: picture.width, height: picture.height };
}

function centred(picture: Size, { width, height }: Size): InputArea {
  // Without -0, which would not survive a round trip through JSON.
  const start = (whole: number, part: number) => Math.floor((whole - part) / 2) + 0;
  return { left: start(picture.width, width), top: start(picture.height, height), width, height };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
