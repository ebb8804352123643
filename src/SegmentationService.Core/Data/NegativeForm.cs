namespace SegmentationService.Core.Data;

/// <summary>How the negative numbers of a column are marked.</summary>
public enum NegativeForm
{
    /// <summary>By a minus before them.</summary>
    MinusBefore,

    /// <summary>By a minus behind them, as in <c>12.50-</c>.</summary>
    MinusBehind,

    /// <summary>By brackets around them, as accounts do: <c>(12.50)</c>.</summary>
    Brackets,
}
