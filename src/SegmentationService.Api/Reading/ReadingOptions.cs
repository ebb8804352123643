using System.ComponentModel.DataAnnotations;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>How much one request may bring. Configuration section <c>Reading</c>.</summary>
internal sealed class ReadingOptions
{
    public const string Section = "Reading";

    /// <summary>The largest body as it is sent, in bytes.</summary>
    [Range(1, long.MaxValue)]
    public long MaxBodyBytes { get; set; } = 1L << 30;

    /// <summary>The largest body after decompression, in bytes.</summary>
    [Range(1, long.MaxValue)]
    public long MaxDecompressedBytes { get; set; } = 1L << 30;

    /// <summary>The most customers in one table.</summary>
    [Range(1, 1_000_000_000)]
    public int MaxCustomers { get; set; } = 20_000_000;

    /// <summary>The most purchases in one log of orders; its lines are not limited.</summary>
    [Range(1, 1_000_000_000)]
    public int MaxOrders { get; set; } = 20_000_000;

    /// <summary>The most columns (in JSON: different keys).</summary>
    [Range(1, 1_000_000)]
    public int MaxColumns { get; set; } = 1_000;

    /// <summary>The most features that a training may make of the columns; each value of an encoded one is a feature.</summary>
    [Range(1, 1_000_000)]
    public int MaxFeatures { get; set; } = 4_000;

    /// <summary>The deepest nesting of JSON; a list of customers in an object takes three levels.</summary>
    [Range(3, 64)]
    public int MaxJsonDepth { get; set; } = 8;

    /// <summary>
    /// The longest row of CSV, the longest value of JSON, and all keys of JSON together, in bytes. What is shorter than one read
    /// buffer (64 KiB) is read in any case.
    /// </summary>
    [Range(1024, 1 << 29)]
    public int MaxRecordBytes { get; set; } = 1 << 20;

    /// <summary>The same for files of the operator, which may be larger than any body.</summary>
    public ReadingOptions WithoutBytes()
    {
        var limits = (ReadingOptions)MemberwiseClone();
        (limits.MaxBodyBytes, limits.MaxDecompressedBytes) = (long.MaxValue, long.MaxValue);
        return limits;
    }

    public TableLimits ToTableLimits() => new(MaxCustomers, MaxColumns);
}
