namespace SegmentationService.Core.Data;

/// <summary>How a moment is written. A column has one of these: numbers are dates only where all dates of the column are such numbers.</summary>
internal enum DateForm
{
    /// <summary>By year, month and day, the year with four digits or the month by its name.</summary>
    Calendar,

    /// <summary>By three numbers, of which the last, of two digits, is the year.</summary>
    ShortYear,

    /// <summary>Seconds since 1970.</summary>
    UnixSeconds,

    /// <summary>Milliseconds since 1970.</summary>
    UnixMilliseconds,

    /// <summary>Microseconds since 1970.</summary>
    UnixMicroseconds,

    /// <summary>Nanoseconds since 1970.</summary>
    UnixNanoseconds,

    /// <summary>Days of a spreadsheet, 1 being the first of January 1900.</summary>
    SpreadsheetDays,
}
