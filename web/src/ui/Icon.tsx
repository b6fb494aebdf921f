import type { ReactNode } from 'react';

/** The page's own signs, drawn on a grid of 24 with one pen. */
const signs = {
  add: 'M12 5v14M5 12h14',
  arrowUp: 'M12 19V5.5M6 11l6-6 6 6',
  arrowDown: 'M12 5v13.5M6 13l6 6 6-6',
  back: 'M15 5l-7 7 7 7',
  next: 'M9 5l7 7-7 7',
  bell: 'M6 16.500V11a6 6 0 0 1 12 0v5.500l1.500 1.500h-15zM10.500 20.500h3',
  book: 'M4.5 5.5c3-1.3 5.500-.8 7.500 1 2-1.800 4.500-2.300 7.500-1v13c-3-1.200-5.500-.8-7.500 1-2-1.800-4.500-2.200-7.500-1zM12 6.500v13',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  close: 'M6 6l12 12M18 6L6 18',
  copy: 'M9 9h10v11H9zM15 9V4H5v11h4',
  edit: 'M4 20l1-4.500L16.500 4l3.500 3.500L8.500 19zM14 6.500l3.500 3.500',
  chat: 'M4 5h16v11.500H11L6.500 20v-3.500H4z',
  globe:
    'M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17zM3.500 12h17M12 3.500c2.500 2.500 3.500 5.500 3.500 8.500s-1 6-3.500 8.500c-2.500-2.500-3.500-5.500-3.500-8.500s1-6 3.500-8.500',
  archive: 'M3.500 5h17v4h-17zM5 9v10.500h14V9M10 13h4',
  dot: 'M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z',
  download: 'M12 4.500v11M7 11l5 5 5-5M5 15.500v4h14v-4',
  folder: 'M3.500 6h6l2 2.500h9v10.500h-17z',
  ghost:
    'M5.500 20V11a6.500 6.500 0 0 1 13 0v9l-2.200-1.800-2.150 1.800-2.150-1.800-2.150 1.800-2.150-1.800zM9.500 11v.1M14.500 11v.1',
  pin: 'M9 4h6l-.8 6 3.300 3.500h-11L9.800 10zM12 13.500V20',
  search: 'M10.500 4.500a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15 15l5 5',
  share: 'M12 15V4M8 7.500L12 3.500l4 4M6 11H5v9.500h14V11h-1',
  keyboard: 'M3 6.500h18v11H3zM6.500 10h.1M10 10h.1M13.500 10h.1M17.500 10h.1M8 14h8',
  info: 'M12 11v6M12 7.500v.1M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
  menu: 'M4 7h16M4 12h16M4 17h16',
  more: 'M6 12h.1M12 12h.1M18 12h.1',
  moon: 'M19.500 14.500A8 8 0 1 1 9.500 4.500a6.500 6.500 0 0 0 10 10z',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M18.700 5.300l-1.400 1.400M6.700 17.300l-1.400 1.400',
  screen: 'M3.500 5h17v11h-17zM9 20h6M12 16v4',
  refresh: 'M19 12a7 7 0 1 1-2.200-5.100M19 4v4.500h-4.500',
  side: 'M4 5h16v14H4zM10 5v14',
  signOut: 'M14 4H5v16h9M10 12h10.500M17 8l4 4-4 4',
  sliders:
    'M4 8h8M18 8h2M4 16h2M12 16h8M15 5.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5zM9 13.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5z',
  stop: 'M7.500 7.500h9v9h-9z',
  trash: 'M5 7h14M10 7V4.500h4V7M7 7l.8 12.500h8.400L17 7M10.500 11v5M13.500 11v5',
  upload: 'M12 16V5M7 9.500L12 4.500l5 5M5 15v4.500h14V15',
  wrap: 'M4 6h16M4 12h13a3 3 0 0 1 0 6h-4M15 15.500L12.500 18l2.500 2.500M4 18h4',
  warn: 'M12 4l9 15.500H3zM12 10v4.500M12 17v.1',
  offline:
    'M3 3l18 18M5 12.500a10 10 0 0 1 4-2.400M19 12.500a10 10 0 0 0-5.500-2.900M8.500 16a5 5 0 0 1 7 0M12 19.500v.1M2 8.800a15 15 0 0 1 4-2.500M22 8.800a15 15 0 0 0-11-3.700',
  file: 'M6 3.500h8l4 4v13H6zM14 3.500v4h4',
} as const;

export type Sign = keyof typeof signs;

/** A sign for the eye; what it stands for is said by the control that bears it. */
export function Icon({ sign, size = 18 }: { sign: Sign; size?: number }): ReactNode {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill={sign === 'stop' ? 'currentColor' : 'none'}
      stroke="currentColor"
      strokeWidth={sign === 'more' ? 2.6 : 1.7}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={signs[sign]} />
    </svg>
  );
}
