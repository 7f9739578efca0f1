import { reportWindows } from './report-windows.js';

describe('when the file of a day may have been made', () => {
  it('is soon after it, and for a night run that is all', () => {
    const first = { createdFrom: '2027-01-31', createdTo: '2027-02-03' };
    expect(reportWindows('2027-01-31', '2027-02-01')).toEqual([first]);
    expect(reportWindows('2027-01-31', '2027-02-03')).toEqual([first]);
  });

  it('is any day since, without a gap, where somebody asks later', () => {
    expect(reportWindows('2027-01-31', '2027-03-10')).toEqual([
      { createdFrom: '2027-01-31', createdTo: '2027-02-03' },
      { createdFrom: '2027-02-04', createdTo: '2027-03-05' },
      { createdFrom: '2027-03-06', createdTo: '2027-04-04' },
    ]);
  });

  it('is looked for in so many requests at most', () => {
    expect(reportWindows('2001-01-01', '2027-01-01')).toHaveLength(25);
  });
});
