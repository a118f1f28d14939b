/** What a run is about: files that are dropped or picked, or an address that the server can read. */
import { useState } from 'preact/hooks';
import { Field } from '../ui/field.js';
import { inBytes, inWhole } from '../ui/numbers.js';
import { type ChosenFiles, chooseFiles } from './chosen-files.js';
import { readDrop, readPicked } from './read-files.js';

export type Source =
  | { readonly kind: 'none' }
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'files'; readonly files: ChosenFiles };

interface SourceFieldProps {
  readonly source: Source;
  readonly mistake: string | null;
  readonly onChange: (source: Source) => void;
}

export function SourceField({ source, mistake, onChange }: SourceFieldProps) {
  const [over, setOver] = useState(false);
  if (source.kind === 'files') {
    return <Chosen files={source.files} mistake={mistake} onClear={() => onChange({ kind: 'none' })} />;
  }
  return (
    <div class="stack">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the buttons inside do the same for keyboards. */}
      <div
        class={`drop ${over ? 'over' : ''}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={async (event) => {
          event.preventDefault();
          setOver(false);
          onChange({ kind: 'files', files: chooseFiles(await readDrop(event.dataTransfer!)) });
        }}
      >
        <p class="drop-title">Drop a folder of pictures here, or a manifest</p>
        <p class="soft">
          A manifest has one row a picture, as JSONL, CSV or Parquet:{' '}
          <code>{'{"uri": …, "label": …, "boxes": …}'}</code>
        </p>
        <div class="row">
          <Picker name="Pick a folder" folder onPick={(files) => onChange({ kind: 'files', files })} />
          <Picker name="Pick files" onPick={(files) => onChange({ kind: 'files', files })} />
        </div>
      </div>
      <Field
        name="Or its address"
        hint="An s3:// or https:// address of a manifest or a picture, an s3://…/ prefix, or a folder that the operator has opened"
        mistake={mistake}
      >
        {(attributes) => (
          <input
            {...attributes}
            class="input"
            type="text"
            spellcheck={false}
            autocomplete="off"
            placeholder="s3://bucket/photos/"
            value={source.kind === 'address' ? source.address : ''}
            onInput={({ currentTarget }) => {
              const address = currentTarget.value;
              onChange(address === '' ? { kind: 'none' } : { kind: 'address', address });
            }}
          />
        )}
      </Field>
    </div>
  );
}

interface PickerProps {
  readonly name: string;
  readonly folder?: boolean;
  readonly onPick: (files: ChosenFiles) => void;
}

function Picker({ name, folder = false, onPick }: PickerProps) {
  return (
    <label class="button picker">
      {name}
      <input
        class="unseen"
        type="file"
        multiple
        ref={(input) => {
          // Known to every browser and to no standard: whole folders are picked.
          if (input !== null) input.webkitdirectory = folder;
        }}
        onChange={({ currentTarget }) => onPick(chooseFiles(readPicked(currentTarget.files!)))}
      />
    </label>
  );
}

interface ChosenProps {
  readonly files: ChosenFiles;
  readonly mistake: string | null;
  readonly onClear: () => void;
}

function Chosen({ files, mistake, onClear }: ChosenProps) {
  const { pictures, manifest, passedOver, bytes } = files;
  const isNothing = pictures.length === 0 && manifest === null;
  return (
    <div class="chosen">
      <div>
        <p class="drop-title">
          {pictures.length > 0 && `${inWhole(pictures.length)} pictures, ${inBytes(bytes)}`}
          {pictures.length > 0 && manifest !== null && ', by '}
          {manifest !== null && <code>{manifest.name}</code>}
          {isNothing && 'Neither pictures nor a manifest'}
        </p>
        <p class="soft">
          {isNothing &&
            'Pictures are known by their names (.jpg, .png, .webp …), manifests by .jsonl, .csv and .parquet.'}
          {pictures.length > 0 && 'They are sent to the server and kept in its store.'}
          {passedOver > 0 && !isNothing && ` ${inWhole(passedOver)} other files are passed over.`}
        </p>
        {mistake !== null && (
          <p class="mistake" role="alert">
            {mistake}
          </p>
        )}
      </div>
      <button type="button" class="button" onClick={onClear}>
        Choose something else
      </button>
    </div>
  );
}
