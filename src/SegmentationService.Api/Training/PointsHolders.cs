using SegmentationService.Core;
using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Api.Training;

/// <summary>Holds the parts of trainings of whichever replica, as long as their memory allows it.</summary>
/// <param name="files">Where their points lie.</param>
/// <param name="budget">What they are taken from.</param>
/// <param name="parallelism">Whose threads work on answers.</param>
internal sealed class PointsHolders(PointsFiles files, MemoryBudget budget, Parallelism parallelism) : IPartHolders
{
    public long FreeBytes => Math.Max(0, budget.Bytes - budget.Held);

    public long Bytes => budget.Bytes;

    public IPartHolder Open(byte[] description)
    {
        var memory = budget.Open();
        try
        {
            return new HeldPoints(files.Read(description, memory), parallelism, memory);
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }
}
