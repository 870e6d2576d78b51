import { describe, expect, it } from 'vitest';
import { CtError } from '../../../src/model/errors.ts';
import {
  bytesOf,
  contextOn,
  type Draw,
  meanDifference,
  newPage,
  pdfOf,
  pixelsOfCanvas,
  pixelsOfPdf,
  poppler,
} from './helpers.ts';

const FONT = '14px Arimo';

/** Each draws the same on a raster canvas and on a page. */
const DRAWINGS: Record<string, Draw> = {
  'lines with dashes, caps and joins': (c) => {
    c.lineWidth = 6;
    c.strokeStyle = '#0072b2';
    c.lineJoin = 'round';
    c.lineCap = 'round';
    c.setLineDash([12, 14]);
    c.lineDashOffset = 5;
    c.beginPath();
    c.moveTo(20, 20);
    c.lineTo(380, 60);
    c.lineTo(40, 130);
    c.stroke();
    c.setLineDash([]);
    c.lineJoin = 'miter';
    c.lineCap = 'square';
    c.strokeRect(60, 160, 120, 80);
  },
  'arcs, ellipses and curves': (c) => {
    c.fillStyle = 'rgb(213 94 0)';
    c.beginPath();
    c.arc(80, 80, 50, 0, 4.2);
    c.closePath();
    c.fill();
    c.beginPath();
    c.arc(200, 80, 50, 1, 5, true);
    c.arc(200, 80, 25, 5, 1);
    c.fill('evenodd');
    c.beginPath();
    c.ellipse(320, 80, 60, 30, 0.5, 0, 2 * Math.PI);
    c.stroke();
    c.beginPath();
    c.moveTo(20, 200);
    c.bezierCurveTo(100, 100, 150, 300, 200, 200);
    c.quadraticCurveTo(290, 120, 380, 260);
    c.stroke();
  },
  'clips inside saved states': (c) => {
    c.save();
    c.beginPath();
    c.rect(50, 50, 200, 100);
    c.clip();
    c.save();
    c.beginPath();
    c.arc(150, 100, 70, 0, 7);
    c.clip();
    c.fillStyle = 'teal';
    c.fillRect(0, 0, 400, 300);
    c.restore();
    c.fillStyle = '#0008';
    c.fillRect(0, 90, 400, 20);
    c.restore();
    c.fillRect(300, 200, 50, 50);
  },
  'opacity of colours and of the whole': (c) => {
    c.fillStyle = 'rgba(255, 0, 0, 0.5)';
    c.fillRect(50, 50, 150, 150);
    c.globalAlpha = 0.25;
    c.fillStyle = 'hsl(240, 100%, 50%)';
    c.fillRect(100, 100, 150, 150);
    c.globalAlpha = 1;
    c.fillStyle = '#0f0';
    c.fillRect(300, 50, 50, 50);
  },
  'a path kept while the matrix changes': (c) => {
    c.translate(200, 150);
    c.rotate(Math.PI / 6);
    c.beginPath();
    c.rect(-80, -40, 160, 80);
    c.resetTransform();
    c.setTransform(2, 0, 0, 2, 0, 0);
    c.translate(0, 0);
    c.stroke();
  },
  'a gradient': (c) => {
    const gradient = c.createLinearGradient(50, 0, 350, 100);
    gradient.addColorStop(0, '#56b4e9');
    gradient.addColorStop(0.5, 'white');
    gradient.addColorStop(1, '#d55e00');
    c.fillStyle = gradient;
    c.fillRect(50, 50, 300, 200);
    c.fillStyle = 'black';
    c.fillRect(180, 130, 40, 40);
  },
  'texts by alignment and baseline': (c) => {
    c.font = FONT;
    for (const [row, align] of (['left', 'center', 'right', 'start', 'end'] as const).entries()) {
      c.textAlign = align;
      c.fillText(`CO₂eq µWh ${align}`, 200, 30 + row * 24);
    }
    c.textAlign = 'left';
    for (const [column, baseline] of (['top', 'middle', 'alphabetic', 'bottom'] as const).entries()) {
      c.textBaseline = baseline;
      c.fillText('Height', 20 + column * 90, 200);
    }
    c.font = 'bold 18px Arimo';
    c.textBaseline = 'alphabetic';
    c.fillText('Bold', 20, 270);
    c.font = FONT;
    c.fillText('squeezed into eighty', 120, 270, 80);
    c.translate(370, 280);
    c.rotate(-Math.PI / 2);
    c.fillText('Power (W)', 0, 0);
  },
};

/** What a drawing must look like where raster canvases disagree: paths keep the place they were given. */
const REFERENCES: Record<string, Draw> = {
  'a path kept while the matrix changes': (c) => {
    const [cos, sin] = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)];
    c.lineWidth = 2;
    c.beginPath();
    for (const [x, y] of [
      [-80, -40],
      [80, -40],
      [80, 40],
      [-80, 40],
    ] as const) {
      c.lineTo(200 + x * cos - y * sin, 150 + x * sin + y * cos);
    }
    c.closePath();
    c.stroke();
  },
};

describe('PdfContext draws what a raster canvas draws', () => {
  for (const [name, draw] of Object.entries(DRAWINGS)) {
    it(name, async () => {
      const raster = pixelsOfCanvas(REFERENCES[name] ?? draw);
      const difference = meanDifference(raster, await pixelsOfPdf(await pdfOf(draw)));
      expect(difference).toBeLessThan(1.6);
      expect(
        meanDifference(
          raster,
          pixelsOfCanvas(() => {}),
        ),
      ).toBeGreaterThan(difference * 2);
    });
  }
});

describe('PdfContext keeps text as text', () => {
  it('writes selectable text in the embedded fonts of the document, once each', async () => {
    const pdf = await pdfOf((c) => {
      c.font = FONT;
      c.fillText('38.2 mWh of CO₂eq', 20, 40);
      c.font = 'bold 10px anything';
      c.fillText('Ω → µ', 20, 80);
      c.font = 'italic 10px anything';
      c.fillText('slanted', 20, 120);
    });
    expect(poppler('pdftotext', pdf)).toMatch(/38\.2 mWh of CO₂eq\s+Ω\s*→\s*µ\s+slanted/);
    const fonts = poppler('pdffonts', pdf).trim().split('\n').slice(2);
    expect(fonts).toHaveLength(2);
    for (const line of fonts) expect(line).toMatch(/\+Arimo.* yes yes yes /);
    expect(poppler('pdfimages', pdf, '-list').trim().split('\n')).toHaveLength(2);
  });

  it('keeps signs of PDF syntax as text', async () => {
    const nasty = '(a) \\) <b> ET Q [c] % /d';
    const pdf = await pdfOf((c) => {
      c.font = FONT;
      c.fillText(nasty, 20, 40);
    });
    expect(poppler('pdftotext', pdf).trim()).toBe(nasty);
  });

  it('measures like the document', () => {
    const doc = newPage();
    const context = contextOn(doc);
    doc.font('sans');
    context.font = FONT;
    const { width } = context.measureText('Energy (kWh)');
    expect(width).toBeCloseTo(doc.fontSize(14).widthOfString('Energy (kWh)'), 6);
  });
});

describe('PdfContext leaves the page alone', () => {
  it('puts back font, size, position, matrix and opens as many states as it closes', async () => {
    const doc = newPage(false);
    doc.font('serif-bold').fontSize(17);
    doc.x = 33;
    doc.y = 44;
    const inner = doc as unknown as { _font: unknown; _fontSize: number; _ctm: number[] };
    const before = { font: inner._font, size: inner._fontSize, matrix: [...inner._ctm] };
    const context = contextOn(doc);
    for (const draw of Object.values(DRAWINGS)) draw(context as unknown as CanvasRenderingContext2D);
    context.save();
    context.beginPath();
    context.rect(0, 0, 1, 1);
    context.clip();
    context.finish();
    expect({ font: inner._font, size: inner._fontSize, matrix: [...inner._ctm] }).toEqual(before);
    expect([doc.x, doc.y]).toEqual([33, 44]);
    const text = (await bytesOf(doc)).toString('latin1');
    expect(text.match(/^q$/gm)?.length).toBe(text.match(/^Q$/gm)?.length);
  });

  it('draws nothing after it is finished, and then clears in peace', () => {
    const context = contextOn(newPage());
    context.finish();
    context.clearRect(0, 0, 400, 300);
    expect(() => context.fillRect(0, 0, 1, 1)).toThrow(CtError);
  });
});

describe('PdfContext refuses what a page cannot show', () => {
  // biome-ignore lint/suspicious/noExplicitAny: members that the type does not have are called on purpose.
  const refused: Record<string, (c: any) => void> = {
    drawImage: (c) => c.drawImage({}, 0, 0),
    createPattern: (c) => c.createPattern({}, 'repeat'),
    createRadialGradient: (c) => c.createRadialGradient(0, 0, 1, 0, 0, 2),
    createConicGradient: (c) => c.createConicGradient(0, 0, 0),
    strokeText: (c) => c.strokeText('a', 0, 0),
    getImageData: (c) => c.getImageData(0, 0, 1, 1),
    putImageData: (c) => c.putImageData({}, 0, 0),
    isPointInPath: (c) => c.isPointInPath(0, 0),
    isPointInStroke: (c) => c.isPointInStroke(0, 0),
    shadowBlur: (c) => Object.assign(c, { shadowBlur: 2 }),
    shadowOffsetX: (c) => Object.assign(c, { shadowOffsetX: 2 }),
    shadowOffsetY: (c) => Object.assign(c, { shadowOffsetY: 2 }),
    globalCompositeOperation: (c) => Object.assign(c, { globalCompositeOperation: 'multiply' }),
    filter: (c) => Object.assign(c, { filter: 'blur(2px)' }),
    direction: (c) => Object.assign(c, { direction: 'rtl' }),
    'a Path2D': (c) => c.fill({}),
    'a stroked Path2D': (c) => c.stroke({}),
    'an unknown colour': (c) => Object.assign(c, { fillStyle: 'rebeccablue' }),
    'a paint of another kind': (c) => Object.assign(c, { fillStyle: { image: 1 } }),
    'a font without a size in px': (c) => Object.assign(c, { font: '2em serif' }),
    'a transparent gradient stop': (c) => c.createLinearGradient(0, 0, 1, 1).addColorStop(0, '#0000'),
    'a stroke under an uneven scale': (c) => {
      c.scale(1, 2);
      c.strokeRect(0, 0, 5, 5);
    },
    'clearing what is drawn': (c) => {
      c.fillRect(0, 0, 5, 5);
      c.clearRect(0, 0, 5, 5);
    },
  };
  for (const [name, use] of Object.entries(refused)) {
    it(name, () => {
      expect(() => use(contextOn(newPage()))).toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }));
    });
  }

  it('any member it does not know', () => {
    // biome-ignore lint/suspicious/noExplicitAny: the member does not exist.
    const context = contextOn(newPage()) as any;
    expect(() => context.roundRect(0, 0, 1, 1, 1)).toThrow(TypeError);
    expect(() => {
      context.letterSpacing = '2px';
    }).toThrow(TypeError);
  });
});

describe('PdfContext ignores what canvas ignores', () => {
  it('keeps the last good value of a style', () => {
    const context = contextOn(newPage());
    context.lineWidth = -1;
    context.globalAlpha = 2;
    context.setLineDash([1, -1]);
    context.lineTo(Number.NaN, 1);
    context.restore();
    expect([context.lineWidth, context.globalAlpha, context.getLineDash()]).toEqual([1, 1, []]);
  });

  it('resets the state when the canvas is resized', () => {
    const context = contextOn(newPage());
    context.fillStyle = 'red';
    context.canvas.width = 200;
    expect([context.fillStyle, context.canvas.width, context.canvas.getContext('2d')]).toEqual([
      '#000000',
      200,
      context,
    ]);
  });
});
