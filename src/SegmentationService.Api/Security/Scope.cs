namespace SegmentationService.Api.Security;

/// <summary>What a key may do. No scope includes another; every key may read models and samples.</summary>
internal static class Scope
{
    /// <summary><c>POST /predict</c>, <c>POST /explain</c> and <c>POST /predict/batch</c>.</summary>
    public const string Predict = "predict";

    /// <summary>Training, what serves of what was trained, and reading the customers that a version was trained on, and files on the volume of the data.</summary>
    public const string Train = "train";

    /// <summary>Changing what serves and what is kept: aliases, deletions, imports; and all jobs.</summary>
    public const string Admin = "admin";

    /// <summary>Either of the two: jobs belong to who asked for them, and to who looks after the whole; and who may promote by training may roll back.</summary>
    public const string TrainOrAdmin = "train or admin";

    /// <summary>All scopes, in the order in which messages list them.</summary>
    public static IReadOnlyList<string> All { get; } = [Predict, Train, Admin];
}
