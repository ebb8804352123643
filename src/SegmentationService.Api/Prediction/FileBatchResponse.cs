namespace SegmentationService.Api.Prediction;

/// <summary>What came of a batch whose customers lie in files, or a table of a database, and whose answers were written to files.</summary>
internal sealed record FileBatchResponse
{
    /// <summary>The model that answered.</summary>
    public required string Model { get; init; }

    /// <summary>Its version.</summary>
    public required int Version { get; init; }

    /// <summary>The folder of the answers, below the volume of the data.</summary>
    public required string Target { get; init; }

    /// <summary>The customers of all files, each of which has an answer.</summary>
    public required long Rows { get; init; }

    /// <summary>Those of them that have no segment; their notices say why.</summary>
    public required long RowsUnassigned { get; init; }

    /// <summary>Those of them that are unlike the training customers of their segment.</summary>
    public required long Outliers { get; init; }

    /// <summary>The files, in the order in which they were answered.</summary>
    public required IReadOnlyList<ScoredFileResponse> Files { get; init; }

    /// <summary>What came of files that have been answered.</summary>
    /// <param name="model">The model that answered.</param>
    /// <param name="version">Its version.</param>
    /// <param name="target">The folder of the answers.</param>
    /// <param name="files">The files, in their order.</param>
    public static FileBatchResponse Of(string model, int version, string target, IReadOnlyList<ScoredFileResponse> files) => new()
    {
        Model = model,
        Version = version,
        Target = target,
        Rows = files.Sum(file => file.Rows),
        RowsUnassigned = files.Sum(file => file.RowsUnassigned),
        Outliers = files.Sum(file => file.Outliers),
        Files = files,
    };
}

/// <summary>A file of customers, or a table, and the file of their answers.</summary>
/// <param name="Source">The file of the customers, below the volume of the data, or the table.</param>
/// <param name="Target">The file of the answers, in the target.</param>
/// <param name="Rows">The customers, in the order of the file, or the table.</param>
/// <param name="RowsUnassigned">Those of them that have no segment.</param>
/// <param name="Outliers">Those of them that are unlike the training customers of their segment.</param>
/// <param name="Notices">What is to be said of it as a whole.</param>
internal sealed record ScoredFileResponse(string Source, string Target, long Rows, long RowsUnassigned, long Outliers, IReadOnlyList<string> Notices);
