using System.ComponentModel.DataAnnotations;
using SegmentationService.Core;

namespace SegmentationService.Api.Reading;

/// <summary>What all requests under way may hold together. Configuration section <c>Memory</c>.</summary>
internal sealed class MemoryOptions
{
    public const string Section = "Memory";

    /// <summary>
    /// What is counted is less than what the process takes: garbage that is not yet collected, what a growing array copies from, and the process itself, models included, need
    /// the rest.
    /// </summary>
    private const double ShareOfMemory = 0.4;

    /// <summary>A request that takes all it may leaves so much to others.</summary>
    private const double ShareOfOne = 0.75;

    /// <summary>What is free on the volume of temporary files belongs to others, too: the store may lie there.</summary>
    private const double ShareOfDisk = 0.5;

    /// <summary>Where nothing tells how much is free.</summary>
    private const long UnknownDisk = 1L << 30;

    /// <summary>The memory that tables, features and answers of all requests may take together, in bytes; 0 takes two fifths of what the process may use.</summary>
    [Range(0, long.MaxValue)]
    public long BudgetBytes { get; set; }

    /// <summary>What they may put aside in temporary files together, in bytes; 0 takes half of what is free at the start. Where these lie in memory (tmpfs) they count as memory instead.</summary>
    [Range(0, long.MaxValue)]
    public long TemporaryBytes { get; set; }

    /// <summary>The budget of the process.</summary>
    public MemoryBudget ToBudget()
    {
        var memory = BudgetBytes > 0 ? BudgetBytes : (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * ShareOfMemory);
        var budget = Of("memory", $"{Section}:{nameof(BudgetBytes)}", memory);
        return TemporaryFile.LiesInMemory ? budget : new MemoryBudget(budget.Resource, budget.Setting, budget.Bytes, budget.MostOfOne) { Files = Of("temporary files", $"{Section}:{nameof(TemporaryBytes)}", Disk()) };
    }

    private static MemoryBudget Of(string resource, string setting, long bytes) => new(resource, setting, bytes, (long)(bytes * ShareOfOne));

    private long Disk() => TemporaryBytes > 0 ? TemporaryBytes : (long)((TemporaryFile.FreeBytes ?? UnknownDisk) * ShareOfDisk);
}
