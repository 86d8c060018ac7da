/** One user of /etc/passwd. */
export interface UserEntry {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly shell: string;
}

/** One group of /etc/group. */
export interface GroupEntry {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

/** Numbers that system accounts may have, both ends included. */
export interface IdRanges {
  readonly uid: readonly [least: number, most: number];
  readonly gid: readonly [least: number, most: number];
}

/** Users of a text in the form of /etc/passwd; broken lines are passed over. */
export function readUsers(text: string): readonly UserEntry[] {
  return fields(text).flatMap(([name = '', , uid, gid, , , shell = '']) =>
    isNumber(uid) && isNumber(gid) ? [{ name, uid: Number(uid), gid: Number(gid), shell }] : [],
  );
}

/** Groups of a text in the form of /etc/group; broken lines are passed over. */
export function readGroups(text: string): readonly GroupEntry[] {
  return fields(text).flatMap(([name = '', , gid, members = '']) =>
    isNumber(gid) ? [{ name, gid: Number(gid), members: members.split(',').filter((member) => member !== '') }] : [],
  );
}

/** What /etc/login.defs says about system accounts; 100 to 999 where it says nothing. */
export function readIdRanges(loginDefs: string): IdRanges {
  const value = (key: string, fallback: number): number => {
    const found = new RegExp(`^[ \\t]*${key}[ \\t]+([0-9]+)[ \\t]*$`, 'm').exec(loginDefs)?.[1];
    return found === undefined ? fallback : Number(found);
  };
  return {
    uid: [value('SYS_UID_MIN', 100), value('SYS_UID_MAX', 999)],
    gid: [value('SYS_GID_MIN', 100), value('SYS_GID_MAX', 999)],
  };
}

function fields(text: string): readonly (readonly string[])[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return lines.map((line) => line.split(':').map((field) => field.trim()));
}

function isNumber(text: string | undefined): text is string {
  return text !== undefined && /^[0-9]+$/.test(text);
}
