namespace SegmentationService.Core.Data;

/// <summary>What stands behind the numbers of a column, and so what they are read as.</summary>
public enum UnitKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A unit, the same behind all of them: <c>12 kg</c> is 12.</summary>
    Unit,

    /// <summary>A magnitude, behind some of them: <c>1.2k</c> is 1200, <c>3.4M</c> is 3400000.</summary>
    Magnitude,

    /// <summary>They are durations, read as seconds: <c>00:03:25</c> and <c>3m 25s</c> are 205.</summary>
    Seconds,

    /// <summary>They are months and years, read as months: <c>2 years</c> is 24.</summary>
    Months,

    /// <summary>They are <c>true</c> and <c>false</c>, read as 1 and 0.</summary>
    Flag,
}
