namespace SegmentationService.Core.Data;

/// <summary>
/// A moment as read from one cell. <c>3/4/2011</c> is two of them until the whole column has told whether its days or its months stand
/// first; all other forms give the same one twice.
/// </summary>
/// <param name="DayFirst">Ticks when the day stands first; 0 where that gives no date.</param>
/// <param name="MonthFirst">Ticks when the month stands first; 0 where that gives no date.</param>
/// <param name="Form">How it is written.</param>
internal readonly record struct WrittenDate(long DayFirst, long MonthFirst, DateForm Form = DateForm.Calendar)
{
    /// <summary>Whether there is a date in it.</summary>
    public bool IsReadable => (DayFirst | MonthFirst) != 0;

    /// <summary>Whether it is a number, and a date only if the whole column consists of such.</summary>
    public bool IsNumber => Form > DateForm.ShortYear;

    /// <summary>Ticks in one of the two readings.</summary>
    public long this[bool monthFirst] => monthFirst ? MonthFirst : DayFirst;
}
