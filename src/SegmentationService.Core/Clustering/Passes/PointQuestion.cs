namespace SegmentationService.Core.Clustering.Passes;

/// <summary>What is asked of those who hold points elsewhere: a byte of each question.</summary>
internal enum PointQuestion : byte
{
    /// <summary>How many points there are, and their totals.</summary>
    Facts,

    /// <summary>See <see cref="IPoints.Select"/>.</summary>
    Select,

    /// <summary>See <see cref="IPoints.Distinct"/>.</summary>
    Distinct,

    /// <summary>See <see cref="IPoints.SizesOf"/>.</summary>
    Sizes,

    /// <summary>See <see cref="IPoints.Members"/>.</summary>
    Members,

    /// <summary>See <see cref="IPointPasses.Assign"/>.</summary>
    Assign,

    /// <summary>See <see cref="IPointPasses.AssignExactly"/>.</summary>
    AssignExactly,

    /// <summary>See <see cref="IPointPasses.Farthest"/>.</summary>
    Farthest,

    /// <summary>See <see cref="IPointPasses.Spreads"/>.</summary>
    Spreads,
}
