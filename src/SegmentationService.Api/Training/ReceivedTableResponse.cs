using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Mvc;
using SegmentationService.Api.Tables;

namespace SegmentationService.Api.Training;

/// <summary>A table that was just received, and what a training would be made of. It is kept whether it can be read as it stands or not: other parameters may read it.</summary>
internal sealed record ReceivedTableResponse : TableResponse
{
    [SetsRequiredMembers]
    public ReceivedTableResponse(TableRecord record, TableLook look, KeptTables tables)
        : base(Of(record, tables)) => (Report, Problem) = (look.Report, look.Problem);

    /// <summary>What POST /train with dryRun=true would answer; null where that would be a problem.</summary>
    public DryRunResponse? Report { get; }

    /// <summary>The problem that it would answer instead; else null.</summary>
    public ProblemDetails? Problem { get; }
}
