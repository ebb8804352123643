using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SegmentationService.Api.Http;
using SegmentationService.Api.Security;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Api.Tables;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Models;

/// <summary>What people give versions and their segments: names, notes, colours, words for columns.</summary>
internal static class AnnotationEndpoints
{
    private static readonly string[] OfVersion = ["note", "labels"];
    private static readonly string[] OfSegment = ["name", "note", "colour"];

    public static void MapAnnotations(this RouteGroupBuilder group)
    {
        group.MapPatch("/{model}/versions/{version}", PatchVersionAsync).RequireScope(Scope.TrainOrAdmin)
            .Accepts<VersionPatch>(MergePatch.MediaType, "application/json")
            .WithName("annotateVersion")
            .WithMetadata(Precondition.Answered)
            .WithSummary("Gives a version a note, and its columns words")
            .WithDescription("The body has what is to be changed, as a JSON merge patch: null takes back, and what is not there stays. Nothing of the model changes, nor its fingerprint. The answer is the version, with its ETag.")
            .WithMetadata(Precondition.Headers, new DescribedExample("""{"note": "Autumn campaign", "labels": {"monetary": "spend"}}"""))
            .Produces<VersionResponse>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .ProducesProblem(StatusCodes.Status507InsufficientStorage);
        group.MapGet("/{model}/versions/{version}/segments/{segment}", GetSegmentAsync).RequireAnyScope()
            .WithName("getSegment")
            .WithMetadata(Precondition.Answered)
            .WithSummary("One segment of a version")
            .WithDescription("As the version has it, with the ETag of the version.")
            .Produces<SegmentResponse>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        group.MapPatch("/{model}/versions/{version}/segments/{segment}", PatchSegmentAsync).RequireScope(Scope.TrainOrAdmin)
            .Accepts<SegmentPatch>(MergePatch.MediaType, "application/json")
            .WithName("annotateSegment")
            .WithMetadata(Precondition.Answered)
            .WithSummary("Gives a segment a name, a note, a colour")
            .WithDescription("""
                The body has what is to be changed, as a JSON merge patch: null takes back, and what is not there stays. The name serves at once, in predictions and downloads as in the pages, and stays with the
                segment in later versions that find it again; the name that the training made stands beside it. The answer is the segment, with the ETag of the version.
                """)
            .WithMetadata(Precondition.Headers, new DescribedExample("""{"name": "VIP", "note": "Call them first", "colour": "#1f77b4"}"""))
            .Produces<SegmentResponse>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .ProducesProblem(StatusCodes.Status507InsufficientStorage);
    }

    private static async Task<Results<Ok<VersionResponse>, ProblemHttpResult>> PatchVersionAsync(
        string model, string version, HttpContext context, ModelStore store, KeptTables tables, MemoryBudget budget, CancellationToken cancellationToken)
    {
        var (problem, found) = await VersionLookup.FindAsync(store, model, version, cancellationToken);
        if (problem is not null) return problem;
        using var patch = await MergePatch.ReadAsync(context.Request, OfVersion, cancellationToken);
        var hasNote = patch.TryText("note", AnnotationRules.NoteFault, out var note);
        var labels = patch.Texts("labels", AnnotationRules.NameFault);
        if (labels.Count > 0)
        {
            var columns = ColumnsOf(found);
            foreach (var (column, label) in labels)
                if (label is not null && !columns.Contains(column)) return Problems.Invalid("labels", $"There is no column '{Excerpt.Of(column)}'; the columns of the version are {Excerpt.Listed(columns, Problems.MostNames)}.");
        }

        var hasTable = await tables.IsKeptAsync(found.Source?.Table, cancellationToken);
        return await ChangeAsync(store, found, hasTable, context, Change, cancellationToken) is { } refused ? refused : ModelEndpoints.Answer(context, store, found, hasTable, budget);

        (VersionAnnotations?, ProblemDetails?) Change(VersionAnnotations now)
        {
            if (hasNote) now = now.WithNote(note);
            foreach (var (column, label) in labels) now = now.WithLabel(column, label);
            return (now, null);
        }
    }

    private static async Task<Results<Ok<SegmentResponse>, ProblemHttpResult>> GetSegmentAsync(
        string model, string version, string segment, HttpContext context, ModelStore store, KeptTables tables, CancellationToken cancellationToken)
    {
        var (problem, found) = await VersionLookup.FindAsync(store, model, version, cancellationToken);
        if (problem is not null) return problem;
        if (PlaceOf(found, segment) is not { } place) return UnknownSegment(found, segment);
        context.Describe(found.ModelName, found.Version);
        context.Response.GetTypedHeaders().ETag = VersionTag.Of(store.Find(model), found, await tables.IsKeptAsync(found.Source?.Table, cancellationToken));
        return TypedResults.Ok(SegmentResponse.Of(found, SegmentResponse.LabelsOf(found), place));
    }

    private static async Task<Results<Ok<SegmentResponse>, ProblemHttpResult>> PatchSegmentAsync(
        string model, string version, string segment, HttpContext context, ModelStore store, KeptTables tables, CancellationToken cancellationToken)
    {
        var (problem, found) = await VersionLookup.FindAsync(store, model, version, cancellationToken);
        if (problem is not null) return problem;
        if (PlaceOf(found, segment) is not { } place) return UnknownSegment(found, segment);
        using var patch = await MergePatch.ReadAsync(context.Request, OfSegment, cancellationToken);
        var hasName = patch.TryText("name", AnnotationRules.NameFault, out var name);
        var hasNote = patch.TryText("note", AnnotationRules.NoteFault, out var note);
        var hasColour = patch.TryText("colour", AnnotationRules.ColourFault, out var colour);
        var hasTable = await tables.IsKeptAsync(found.Source?.Table, cancellationToken);
        return await ChangeAsync(store, found, hasTable, context, Change, cancellationToken) is { } refused ? refused : TypedResults.Ok(SegmentResponse.Of(found, SegmentResponse.LabelsOf(found), place));

        (VersionAnnotations?, ProblemDetails?) Change(VersionAnnotations now)
        {
            var segments = found.Model.Segments;
            if (name is not null && segments.FirstOrDefault(other => other.Id != segments[place].Id && IsCalled(now, other.Id, other.Name, name)) is { } taken)
                return (null, Problems.Create(
                    StatusCodes.Status409Conflict, "name-taken", $"Segment {taken.Id} is called '{Excerpt.Of(name)}', by its given or its made name; in a version each segment has a name of its own.", ("parameter", "name"), ("segment", taken.Id)));
            var given = now.Of(segments[place].Id);
            return (now.With(segments[place].Id, new SegmentAnnotation(hasName ? name : given.Name, hasNote ? note : given.Note, hasColour ? colour?.ToLowerInvariant() : given.Colour)), null);
        }
    }

    private static bool IsCalled(VersionAnnotations annotations, int id, string madeName, string name) =>
        AnnotationRules.AreAlike(madeName, name) || (annotations.Of(id).Name is { } given && AnnotationRules.AreAlike(given, name));

    /// <summary>Makes a change, if the version is as the request demands.</summary>
    /// <returns>Why it was not made; null where it was, and the response has the new ETag.</returns>
    private static async Task<ProblemHttpResult?> ChangeAsync(
        ModelStore store, StoredVersion version, bool hasTable, HttpContext context, Func<VersionAnnotations, (VersionAnnotations? Annotations, ProblemDetails? Refusal)> change, CancellationToken cancellationToken)
    {
        var precondition = Precondition.Of(context.Request);
        ProblemDetails? refusal = null;
        var done = await store.AnnotateAsync(
            version.ModelName,
            version.Version,
            (model, now) =>
            {
                if (!VersionTag.Meets(precondition, model, now))
                {
                    refusal = VersionTag.Failed(model.Name, now.Version);
                    return null;
                }

                (var annotations, refusal) = change(now.Annotations);
                return annotations;
            },
            cancellationToken);
        context.Response.GetTypedHeaders().ETag = VersionTag.Of(store.Find(version.ModelName), version, hasTable);
        context.Describe(version.ModelName, version.Version);
        return done.Outcome switch
        {
            StoreOutcome.Done => null,
            StoreOutcome.UnknownModel => VersionLookup.UnknownModel(store, version.ModelName),
            StoreOutcome.UnknownVersion => VersionLookup.NotServed(store, version.ModelName, version.Version),
            StoreOutcome.TooLarge => Problems.Conflict(
                "annotations-too-large", $"Names, notes and labels may take {AnnotationRules.MostBytes} bytes of a version, and of all versions of a model what a file of them may hold; this would be more. Shorten or take back notes, or delete versions."),
            _ => TypedResults.Problem(refusal!),
        };
    }

    /// <summary>The columns that can be given words: those of the table, or, where these are not known, those that the model reads.</summary>
    private static string[] ColumnsOf(StoredVersion version) =>
        version.Report.Columns.Count > 0 ? [.. version.Report.Columns.Select(column => column.Name)] : [.. version.Model.FeatureSet.Inputs.Select(input => input.Name)];

    private static int? PlaceOf(StoredVersion version, string segment)
    {
        if (!VersionNumber.TryParse(segment, out var id)) return null;
        for (var place = 0; place < version.Model.Segments.Count; place++)
            if (version.Model.Segments[place].Id == id) return place;
        return null;
    }

    private static ProblemHttpResult UnknownSegment(StoredVersion version, string segment) =>
        Problems.UnknownSegment(version.ModelName, version.Version, segment, version.Model.Segments.Select(existing => existing.Id));
}
