import { describe, expect, it } from 'vitest';
import type { Clock } from './clock';
import { Player } from './player.svelte';
import { lapseFactor, wallAt } from './story/read';
import type { Story } from './story/types';
import { nearestSpeed, nextSpeed, SPEEDS, speedText, visibleSpeed } from './speed';

/** A clock whose frames come when they are told to. */
class HandClock implements Clock {
  now = 0;
  #frame: ((now: number) => void) | null = null;
  request(frame: (now: number) => void): number {
    this.#frame = frame;
    return 1;
  }
  cancel(): void {
    this.#frame = null;
  }
  get idle(): boolean {
    return this.#frame === null;
  }
  /** Lets `ms` pass and gives one frame. */
  tick(ms: number): void {
    this.now += ms;
    const frame = this.#frame;
    this.#frame = null;
    frame?.(this.now);
  }
  /** Presses Play and lets `ms` pass. */
  play(player: Player, ms: number): void {
    player.play();
    this.tick(0);
    this.tick(ms);
  }
}

function make(end = 10_000_000) {
  const clock = new HandClock();
  const player = new Player(clock);
  player.speed = 1;
  player.show(end, { records: [1, 5, 5, 9], changes: [5] });
  return { clock, player };
}

describe('the player', () => {
  it('turns wall time into simulated time at its speed', () => {
    const { clock, player } = make();
    player.play();
    clock.tick(16);
    expect(player.t).toBe(0);
    clock.tick(16);
    expect(player.t).toBe(16_000);
    player.speed = 1 / 100;
    clock.tick(50);
    expect(player.t).toBe(16_500);
  });

  it('does not jump after a long gap', () => {
    const { clock, player } = make();
    clock.play(player, 60_000);
    expect(player.t).toBe(100_000);
  });

  it('waits where the run is not computed yet, and goes on when it is', () => {
    const { clock, player } = make();
    player.show(10_000_000, { records: [], changes: [] }, 20_000);
    player.play();
    for (let i = 0; i < 4; i++) clock.tick(16);
    expect([player.t, player.playing]).toEqual([20_000, true]);
    player.show(10_000_000, { records: [], changes: [] });
    clock.tick(16);
    expect(player.t).toBe(36_000);
  });

  it('goes to a moment that is not computed yet once it is, unless the reader went elsewhere', () => {
    const { player } = make();
    const ready = (to: number) => player.show(10_000_000, { records: [5], changes: [] }, to);
    ready(20_000);
    player.seek(5_000_000);
    expect([player.t, player.bound]).toEqual([20_000, 5_000_000]);
    ready(1_000_000);
    expect([player.t, player.bound]).toEqual([1_000_000, 5_000_000]);
    player.step(-1);
    ready(10_000_000);
    expect([player.t, player.bound]).toEqual([5, 5]);

    ready(20_000);
    player.seek(Infinity);
    player.play();
    expect(player.t).toBe(20_000);
    ready(10_000_000);
    expect([player.t, player.bound]).toEqual([10_000_000, 10_000_000]);
  });

  it('what is still shown has no say in a moment that is waited for', () => {
    const { clock, player } = make(50_000);
    player.await(3_000_000);
    clock.play(player, 16);
    expect(player.t).toBe(3_000_000);
    player.show(10_000_000, { records: [], changes: [] });
    expect([player.t, player.bound]).toEqual([3_000_000, 3_000_000]);
  });

  it('stops at the end, and plays from the beginning then', () => {
    const { clock, player } = make(50_000);
    clock.play(player, 90);
    expect([player.t, player.playing, clock.idle]).toEqual([50_000, false, true]);
    player.play();
    expect(player.t).toBe(0);
  });

  it('holds once where it is told to, and goes on from there', () => {
    const { clock, player } = make();
    player.holdAt = 30_000;
    clock.play(player, 90);
    expect([player.t, player.playing, clock.idle]).toEqual([30_000, false, true]);
    clock.play(player, 90);
    expect([player.t, player.playing]).toEqual([120_000, true]);
  });

  it('asks for no frames when paused or out of sight', () => {
    const { clock, player } = make();
    player.play();
    player.awake = false;
    expect([clock.idle, player.playing]).toEqual([true, true]);
    player.awake = true;
    expect(clock.idle).toBe(false);
    player.pause();
    expect(clock.idle).toBe(true);
  });

  it('waits for a run that is not there yet', () => {
    const clock = new HandClock();
    const player = new Player(clock);
    clock.play(player, 100);
    expect([player.t, player.playing]).toEqual([0, true]);
  });

  it('advances in steps under reduced motion', () => {
    const { clock, player } = make();
    player.stepping = true;
    player.play();
    clock.tick(0);
    for (let i = 0; i < 9; i++) clock.tick(100);
    expect(player.t).toBe(0);
    clock.tick(100);
    expect(player.t).toBe(1_000_000);
  });

  it('steps from record to record, both ways, and among changes', () => {
    const { player } = make();
    player.play();
    const at = [player.step(1), player.t, player.step(1), player.t, player.step(1), player.t];
    expect(at).toEqual([true, 1, true, 5, true, 9]);
    expect(player.playing).toBe(false);
    expect(player.step(1)).toBe(false);
    player.step(-1);
    expect(player.t).toBe(5);
    player.step(-1);
    expect(player.t).toBe(1);
    expect(player.step(-1)).toBe(false);
    player.step(1, 'changes');
    expect(player.t).toBe(5);
    player.t = 5.5;
    player.step(-1);
    expect(player.t).toBe(5);
  });

  it('keeps its moment inside the run', () => {
    const { player } = make();
    player.seek(1e12);
    expect(player.t).toBe(10_000_000);
    player.seek(-5);
    expect(player.t).toBe(0);
    player.seek(9_000_000);
    player.show(4_000_000, { records: [], changes: [] });
    expect(player.t).toBe(4_000_000);
  });
});

/** Two moments: at 1 s after 2 s of wall time, and after a lapse of 1 s at the end, 10 s, which stands still to be read. */
const story: Story = {
  begin: 0,
  end: 10_000_000,
  wallEnd: 9,
  pieces: [
    { wall: 0, until: 2, from: 0, to: 1_000_000, isLapse: false },
    { wall: 2, until: 5, from: 1_000_000, to: 1_300_000, isLapse: false },
    { wall: 5, until: 6, from: 1_300_000, to: 10_000_000, isLapse: true },
    { wall: 6, until: 9, from: 10_000_000, to: 10_000_000, isLapse: false },
  ],
  moments: [
    { at: 1_000_000, wall: 2, until: 5, text: 'One.' },
    { at: 10_000_000, wall: 6, until: 9, text: 'Two.' },
  ].map((m) => ({ ...m, kind: 'caption', about: [], messages: [], kinds: [], parts: [] })),
};

function tell() {
  const made = make();
  const { player, clock } = made;
  player.show(10_000_000, { records: [1, 5], changes: [5] }, 10_000_000, story);
  /** Frames for so many seconds. */
  const pass = (seconds: number) => {
    for (let i = 0; i < Math.round(seconds * 10); i++) clock.tick(100);
  };
  return { ...made, pass };
}

describe('a story', () => {
  it('is how a run plays: at its own speed, standing still for its last caption, to its end', () => {
    const { clock, player, pass } = tell();
    player.play();
    clock.tick(0);
    pass(1);
    expect(player.t).toBeCloseTo(500_000, 0);
    expect([player.caption, player.lapse]).toEqual([null, null]);
    pass(2);
    expect(player.t).toBeCloseTo(1_100_000, 0);
    expect([player.momentIndex, player.caption?.text]).toEqual([0, 'One.']);
    pass(2.5);
    expect([player.caption, player.lapse]).toEqual([null, story.pieces[2]]);
    pass(1.5);
    expect([player.t, player.playing, player.caption?.text]).toEqual([10_000_000, true, 'Two.']);
    pass(2.5);
    expect([player.playing, clock.idle, player.caption?.text]).toEqual([false, true, 'Two.']);
    player.play();
    expect([player.t, player.momentIndex]).toEqual([0, -1]);
  });

  it('says of a time lapse how many times as fast it goes as what was seen before', () => {
    expect(lapseFactor(story, story.pieces[2])).toBeCloseTo(87);
    const lapse = { wall: 0, until: 1, from: 0, to: 500, isLapse: true };
    expect(lapseFactor({ ...story, pieces: [lapse, story.pieces[1]] }, lapse)).toBe(0.005);
    expect(lapseFactor({ ...story, pieces: [lapse] }, lapse)).toBe(1);
  });

  it('is found again from any moment that is gone to', () => {
    const { player } = tell();
    player.seek(1_150_000);
    expect([player.wall, player.caption?.text]).toEqual([3.5, 'One.']);
    player.seek(5_000_000);
    expect([player.momentIndex, player.caption]).toEqual([0, null]);
    player.step(-1);
    expect([player.t, player.wall]).toEqual([5, wallAt(story, 5)]);
    player.seek(10_000_000);
    player.play();
    expect(player.t).toBe(0);
  });

  it('is walked from moment to moment, both ways', () => {
    const { clock, player, pass } = tell();
    expect([player.goToMoment(-1), player.t]).toEqual([false, 0]);
    expect([player.goToMoment(1), player.t, player.caption?.text]).toEqual([
      true,
      1_000_000,
      'One.',
    ]);
    expect([player.goToMoment(1), player.t, player.wall]).toEqual([true, 10_000_000, 6]);
    expect([player.goToMoment(1), player.wall]).toEqual([false, 6]);
    player.play();
    clock.tick(0);
    pass(2);
    expect([player.goToMoment(-1), player.wall, player.playing]).toEqual([true, 6, true]);
    expect([player.goToMoment(-1), player.t]).toEqual([true, 1_000_000]);
  });

  it('gives way to a fixed speed, at which its captions are still up for their reading time', () => {
    const { clock, player, pass } = tell();
    player.faster(1);
    expect([player.telling, player.speed]).toEqual([false, 2]);
    player.play();
    clock.tick(0);
    pass(0.6);
    expect([player.t, player.caption?.text, player.lapse]).toEqual([1_200_000, 'One.', null]);
    pass(2);
    expect([player.t, player.caption?.text]).toEqual([5_200_000, 'One.']);
    pass(1.2);
    expect(player.caption).toBeNull();
    player.telling = true;
    pass(0.1);
    expect(player.t).toBeGreaterThan(8_000_000);
  });

  it('goes from moment to moment under reduced motion, and stays for the reading', () => {
    const { clock, player, pass } = tell();
    player.stepping = true;
    player.play();
    clock.tick(0);
    pass(1);
    expect([player.t, player.lapse]).toEqual([1_000_000, null]);
    pass(2.9);
    expect(player.t).toBe(1_000_000);
    pass(0.1);
    expect([player.t, player.caption?.text, player.playing]).toEqual([10_000_000, 'Two.', true]);
    pass(3);
    expect([player.playing, clock.idle]).toEqual([false, true]);
  });

  it('is not told before the whole run is there, nor after another one is asked for', () => {
    const { clock, player, pass } = tell();
    player.show(10_000_000, { records: [], changes: [] }, 400_000);
    player.play();
    clock.tick(0);
    pass(0.3);
    expect([player.t, player.momentIndex, player.goToMoment(1)]).toEqual([300_000, -1, false]);
    player.show(10_000_000, { records: [], changes: [] }, 10_000_000, story);
    expect(player.wall).toBeCloseTo(0.6);
    player.await(0);
    expect([player.story, player.caption]).toEqual([null, null]);
  });
});

describe('speeds', () => {
  it('go up and down the scale, and stay at its ends', () => {
    expect(nextSpeed(1, 1)).toBe(2);
    expect(nextSpeed(1, -1)).toBe(1 / 2);
    expect(nextSpeed(200, 1)).toBe(200);
    expect(nextSpeed(1 / 1000, -1)).toBe(1 / 1000);
  });

  it('are picked so that messages are seen', () => {
    expect(visibleSpeed(500)).toBe(1 / 200);
    expect(visibleSpeed(200)).toBe(1 / 1000);
    expect(visibleSpeed(50_000)).toBe(1 / 2);
    expect(visibleSpeed(10_000_000)).toBe(1);
    expect(visibleSpeed(0)).toBe(1);
  });

  it('are written as people say them', () => {
    expect(SPEEDS.map(speedText).join(' ')).toBe(
      '1/1000× 1/500× 1/200× 1/100× 1/50× 1/20× 1/10× 1/5× 1/2× 1× 2× 5× 10× 20× 50× 100× 200×',
    );
    expect(nearestSpeed(0.3)).toBe(1 / 5);
  });
});
