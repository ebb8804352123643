using System.ComponentModel.DataAnnotations;

namespace SegmentationService.Api.Tables;

/// <summary>For how long tables are kept, and how much of them. Configuration section <c>Tables</c>.</summary>
internal sealed class TableOptions
{
    public const string Section = "Tables";

    /// <summary>For how many hours a table is kept after it was received; then it is removed with all that is in it.</summary>
    [Range(1, 100_000)]
    public int KeepHours { get; set; } = 24;

    /// <summary>The most bytes of all kept tables together, as they were sent. A table more is refused until there is room.</summary>
    [Range(1, long.MaxValue)]
    public long MaxBytes { get; set; } = 8L << 30;
}
