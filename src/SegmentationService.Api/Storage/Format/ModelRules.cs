using System.Buffers.Binary;
using System.Text;
using SegmentationService.Core;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Jury;
using SegmentationService.Core.Data;
using SegmentationService.Core.Drift;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;
using SegmentationService.Core.Transactions;

namespace SegmentationService.Api.Storage.Format;

/// <summary>
/// The rules of a stored model beyond the shape of its JSON. What they allow, prediction can use without a further check; a
/// checksum says only that the bytes are those once written, not by whom.
/// </summary>
internal static class ModelRules
{
    private const int FormatWithEncoding = 2;
    private const int FormatWithIds = 3;
    private const int FormatWithReadings = 4;
    private const int FormatWithStructure = 5;
    private const int FormatWithJury = 6;
    private const int FormatWithLineage = 7;
    private const int FormatWithDrift = 7;
    private const int LongestWordOfNotation = 64;

    /// <summary>A column, a value of it, and what tells equal names apart.</summary>
    private const int LongestFeatureName = TableHeader.LongestName + CategoryColumn.LongestValue + 16;

    /// <summary>Far more than training gives.</summary>
    private const int LongestSegmentName = 2048;

    /// <summary>Far more than all trainings of a line give, each as many as it has segments; there is room for as many again.</summary>
    private const int LargestId = 1_000_000_000;

    /// <summary>Far above what training accepts; assigning a customer holds this many coordinates on the stack.</summary>
    private const int MostFeatures = 100_000;

    /// <summary>Checks every rule. O(size of the model).</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="CorruptModelException">A rule is broken; the message names the value and what is allowed.</exception>
    public static void Check(ModelRecord model)
    {
        AtLeast(1, model.Customers, "model", "customers");
        Positive(model.Temperature, "model", "temperature");
        CheckInputs(model);
        CheckFeatures(model);
        CheckSegments(model);
        CheckJury(model);
        CheckSelection(model);
        CheckStructure(model);
        TreeRules.Check(model);
        CheckPhrases(model);
        CheckLineage(model);
        CheckDrift(model);
        ProfileRules.Check(model);
        CheckOrders(model);
    }

    /// <summary>
    /// Checks what is computed of the numbers of a model that comes from elsewhere: distances of any customer to its centroids are finite where those lie no farther out than customers can.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <exception cref="CorruptModelException">A coordinate is too large.</exception>
    public static void CheckDistances(SegmentationModel model)
    {
        for (var c = 0; c < model.Segments.Count; c++)
        {
            for (var f = 0; f < model.Centroids.Features; f++)
            {
                if (Math.Abs(model.Centroids[c, f]) is var size and > (float)Feature.MaxCoordinate)
                    throw Broken(model.Segments[c].Name, $"has a coordinate of size {size:g9}; allowed is at most {Feature.MaxCoordinate:g9}, so that distances can be computed");
            }
        }

        if (model.Jury is not { } jury) return;
        var centroid = new float[jury.Features];
        for (var juror = 0; juror < jury.Count; juror++)
        {
            for (var c = 0; c < jury.Clusters; c++)
            {
                jury.CopyCentroid(juror, c, centroid);
                foreach (var coordinate in centroid)
                    if (Math.Abs(coordinate) > (float)Feature.MaxCoordinate) throw Broken("jury", $"has a coordinate of size {Math.Abs(coordinate):g9}; allowed is at most {Feature.MaxCoordinate:g9}, so that distances can be computed");
            }
        }
    }

    /// <summary>
    /// Checks the length of the names of a model that comes from elsewhere, as that of a table's columns is checked: they are written in every answer. What was stored before there was a
    /// limit is still read.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <exception cref="CorruptModelException">A name is too long.</exception>
    public static void CheckNames(SegmentationModel model)
    {
        foreach (var input in model.FeatureSet.Inputs) Short(input.Name, TableHeader.LongestName);
        foreach (var feature in model.FeatureSet.Features) Short(feature.Name, LongestFeatureName);
        foreach (var segment in model.Segments) Short(segment.Name, LongestSegmentName);

        static void Short(string name, int longest)
        {
            if (Encoding.UTF8.GetByteCount(name) is var bytes && bytes > longest) throw Broken(Excerpt.Of(name), $"has a name of {bytes} bytes; allowed is at most {longest}");
        }
    }

    /// <summary>Checks that the ids of a model that comes from elsewhere leave room for those of all later trainings.</summary>
    /// <param name="trained">The model.</param>
    /// <exception cref="CorruptModelException">An id is too large.</exception>
    public static void CheckIds(TrainedModel trained)
    {
        foreach (var segment in trained.Model.Segments) Between(1, LargestId, segment.Id, Excerpt.Of(segment.Name), "id");
        if (trained.Report.Lineage is { } lineage) Between(1, LargestId, lineage.LastId, "lineage", "lastId");
    }

    private static void CheckOrders(ModelRecord model)
    {
        if (model.Orders is not { } orders) return;
        if (model.FormatVersion < 2) throw Broken("orders", "stands in a model of format 1, which has none");
        if (model.FormatVersion < FormatWithReadings && !orders.IsPlain) throw Broken("orders", $"has properties that format {model.FormatVersion} does not have");
        if (model.FormatVersion < FormatWithReadings && orders.Amount is null && (orders.Quantity is null || orders.Price is null)) throw Broken("orders", "has neither amount nor quantity and price");
        if (orders.Price is not null && orders.Quantity is null) throw Broken("orders", "has a price without a quantity");
        if (orders.Summary is { } summary && !(summary.First <= summary.Last && summary.Purchases >= 1 && summary.Lines >= summary.Purchases && summary.Money is not < 0 && summary.MoneyLeftOut is not < 0))
            throw Broken("orders", "has a summary that no log can have");
        if (orders.DateFormat is { } format && !OrderLogOptions.IsDateFormat(format)) throw Broken("orders", $"has dateFormat '{format}', which is no format");
    }

    private static void CheckInputs(ModelRecord model)
    {
        Named(Present(model.Inputs, "inputs"), input => input.Name, "inputs");
        AtLeast(1, model.Inputs.Length, "model", "number of inputs");
        foreach (var input in model.Inputs)
        {
            Finite(input.Median, input.Name, "median");
            if (input.Days is { } days)
            {
                if (model.FormatVersion < FormatWithReadings) throw Broken(input.Name, $"has days, which format {model.FormatVersion} does not have");
                if (input.Values is not null) throw Broken(input.Name, "has both values and days");
                if (days.DateFormat is { } format && !OrderLogOptions.IsDateFormat(format)) throw Broken(input.Name, $"has dateFormat '{format}', which is no format");
            }

            if (input.Notation is { } notation) CheckNotation(model, input, notation);
            if (input.Values is null) continue;
            if (model.FormatVersion < FormatWithEncoding) throw Broken(input.Name, $"has values, which format {model.FormatVersion} does not have");
            Between(1, CategoryColumn.MostValues, input.Values.Length, input.Name, "number of values");
            Named(Present(input.Values, "values"), value => value, "values");
        }
    }

    private static void CheckNotation(ModelRecord model, InputRecord input, NotationRecord notation)
    {
        if (model.FormatVersion < FormatWithReadings) throw Broken(input.Name, $"has a notation, which format {model.FormatVersion} does not have");
        if (input.Values is not null || input.Days is not null) throw Broken(input.Name, "has a notation of numbers and values or days; it has one of them");
        if (notation.Group is { } group && (group is not ("," or "." or " " or "'") || group == (notation.DecimalComma ? "," : ".")))
            throw Broken(input.Name, $"has groups separated by '{group}'; allowed are a comma or a point, whichever is not the decimal sign, a blank and an apostrophe");
        if (notation.GroupsOfTwo && notation.Group != ",") throw Broken(input.Name, "has groups of two that no comma separates");
        if (notation.Currency is { Length: 0 or > LongestWordOfNotation }) throw Broken(input.Name, $"has a currency of {notation.Currency.Length} characters; allowed is 1 to {LongestWordOfNotation}");
        if ((notation.Units == UnitKind.Unit) != (notation.Unit is not null)) throw Broken(input.Name, $"has units '{ModelFormat.UnitKinds[notation.Units]}' and {(notation.Unit is null ? "no unit" : "a unit")}");
        if (notation.Unit is { Length: 0 or > LongestWordOfNotation }) throw Broken(input.Name, $"has a unit of {notation.Unit.Length} characters; allowed is 1 to {LongestWordOfNotation}");
    }

    private static void CheckFeatures(ModelRecord model)
    {
        Named(Present(model.Features, "features"), feature => feature.Name, "features");
        Between(1, MostFeatures, model.Features.Length, "model", "number of features");
        var inputs = model.Inputs.Where(input => input.Values is null).Select(input => input.Name).ToHashSet(StringComparer.Ordinal);
        var encoded = model.Inputs.Where(input => input.Values is not null).ToDictionary(input => input.Name, input => input.Values!, StringComparer.Ordinal);
        var hasBehaviour = new[] { model.Parts.Recency, model.Parts.Frequency, model.Parts.Monetary }.All(part => part is not null && inputs.Contains(part));
        foreach (var feature in model.Features)
        {
            if (feature.Value is not null)
            {
                if (!encoded.TryGetValue(feature.Source, out var values) || !values.Contains(feature.Value))
                    throw Broken(feature.Name, $"stands for '{feature.Value}', which is no value of an encoded column '{feature.Source}'");
            }
            else if (!inputs.Contains(feature.Name) && !(hasBehaviour && BehaviouralFeatures.Names.Contains(feature.Name)))
                throw Broken(feature.Name, "is a feature with neither a column nor a formula over columns that are there");
            Between(0, model.Customers, feature.Missing, feature.Name, "missing");
            Between(0, model.Customers, feature.Clipped, feature.Name, "clipped");
            Finite(feature.Median, feature.Name, "median");
            Finite(feature.Min, feature.Name, "min");
            Finite(feature.Max, feature.Name, "max");
            Finite(feature.LowerFence, feature.Name, "lowerFence");
            Finite(feature.UpperFence, feature.Name, "upperFence");
            Finite(feature.Center, feature.Name, "center");
            Positive(feature.Scale, feature.Name, "scale");
            if (feature.Min > feature.Max) throw Broken(feature.Name, $"has min {feature.Min:R} above max {feature.Max:R}");
            if (feature.LowerFence > feature.UpperFence) throw Broken(feature.Name, $"has lowerFence {feature.LowerFence:R} above upperFence {feature.UpperFence:R}");
        }
    }

    private static void CheckSegments(ModelRecord model)
    {
        Named(Present(model.Segments, "segments"), segment => segment.Name, "segments");
        Between(1, TrainingOptions.MostClusters, model.Segments.Length, "model", "number of segments");
        foreach (var segment in model.Segments)
        {
            // 0 too: of two equal centroids the first takes all customers.
            Between(0, model.Customers, segment.Size, segment.Name, "size");
            Share(segment.Share, segment.Name, "share");
            NotNegative(segment.Radius, segment.Name, "radius");
            if (segment.Point.Length != model.Features.Length || segment.Centroid.Length != model.Features.Length)
                throw Broken(segment.Name, $"has {segment.Point.Length} coordinates and {segment.Centroid.Length} in original units; the model has {model.Features.Length} features");
            foreach (var coordinate in segment.Point) Finite(coordinate, segment.Name, "point");
            foreach (var coordinate in segment.Centroid) Finite(coordinate, segment.Name, "centroid");
            CheckStatistics(segment);
            foreach (var distinguishing in Present(segment.Distinguishing, "distinguishing")) Finite(distinguishing.Effect, segment.Name, "effect");
        }

        CheckIds(model);
        var sizes = model.Segments.Sum(segment => (long)segment.Size);
        if (sizes != model.Customers) throw Broken("segments", $"has {sizes} customers together; the model has {model.Customers}");
    }

    /// <summary>Either all segments have an id, or none.</summary>
    private static void CheckIds(ModelRecord model)
    {
        var ids = model.Segments.Select(segment => segment.Id).OfType<int>().ToArray();
        if (ids.Length == 0) return;
        if (model.FormatVersion < FormatWithIds) throw Broken("segments", $"have ids, which format {model.FormatVersion} does not have");
        if (ids.Length < model.Segments.Length) throw Broken("segments", $"has {ids.Length} ids of {model.Segments.Length} segments; all have one, or none");
        foreach (var id in ids) AtLeast(1, id, "segments", "id");
        if (ids.Distinct().Count() < ids.Length) throw Broken("segments", "holds an id twice; ids are unique");
    }

    private static void CheckJury(ModelRecord model)
    {
        foreach (var segment in model.Segments)
        {
            if (segment.Stability is not { } stability) continue;
            if (model.FormatVersion < FormatWithJury) throw Broken(segment.Name, $"has a stability, which format {model.FormatVersion} does not have");
            Share(stability, segment.Name, "stability");
        }

        if (model.Jury is not { } jury) return;
        if (model.FormatVersion < FormatWithJury) throw Broken("jury", $"stands in a model of format {model.FormatVersion}, which has none");
        Between(2, Jurors.MostClusters, model.Segments.Length, "jury", "number of segments");
        if (jury.Jurors is not (Jurors.Few or Jurors.Usual)) throw Broken("jury", $"has {jury.Jurors} jurors; allowed are {Jurors.Few} and {Jurors.Usual}");
        var bytes = (long)sizeof(float) * jury.Jurors * model.Segments.Length * model.Features.Length;
        if (jury.Points.Length != bytes) throw Broken("jury", $"has points of {jury.Points.Length} bytes; {jury.Jurors} jurors of {model.Segments.Length} segments and {model.Features.Length} features have {bytes}");
        for (var place = 0; place < jury.Points.Length; place += sizeof(float)) Finite(BinaryPrimitives.ReadSingleLittleEndian(jury.Points.AsSpan(place)), "jury", "a coordinate");
    }

    private static void CheckPhrases(ModelRecord model)
    {
        var features = model.Features.Select(feature => feature.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var segment in model.Segments)
        {
            if (segment.Phrases is not { } phrases) continue;
            if (model.FormatVersion < FormatWithLineage) throw Broken(segment.Name, $"has phrases, which format {model.FormatVersion} does not have");
            AtLeast(1, phrases.Length, segment.Name, "number of phrases");
            foreach (var phrase in Present(phrases, "phrases"))
            {
                Between(1, LongestSegmentName, phrase.Direction.Length, segment.Name, "length of direction");
                if (phrase.Feature is { } feature && !features.Contains(feature)) throw Broken(segment.Name, $"has a phrase about '{Excerpt.Of(feature)}', which is no feature");
            }
        }
    }

    private static void CheckLineage(ModelRecord model)
    {
        if (model.Lineage is not { } lineage) return;
        if (model.FormatVersion < FormatWithLineage) throw Broken("lineage", $"stands in a model of format {model.FormatVersion}, which has none");
        AtLeast(1, lineage.Parent, "lineage", "parent");
        if (lineage.Segments.Length != model.Segments.Length) throw Broken("lineage", $"has {lineage.Segments.Length} segments; the model has {model.Segments.Length}");
        foreach (var origin in Present(lineage.Segments, "lineage"))
        {
            if (origin.From is null != origin.Share is null) throw Broken("lineage", "has a segment with one of from and share; it has both or none");
            Between(1, lineage.LastId, origin.From ?? 1, "lineage", "from");
            Share(origin.Share ?? 0, "lineage", "share");
        }

        var ids = model.Segments.Select((segment, c) => segment.Id ?? c + 1).ToHashSet();
        AtLeast(ids.Max(), lineage.LastId, "lineage", "lastId");
        foreach (var id in lineage.Retired) Between(1, lineage.LastId, id, "lineage", "retired");
        if (lineage.Retired.Distinct().Count() < lineage.Retired.Length || lineage.Retired.Any(ids.Contains)) throw Broken("retired", "holds an id twice, or that of a segment");
        foreach (var renamed in Present(lineage.Renamed, "renamed"))
        {
            if (!ids.Remove(renamed.Id)) throw Broken("renamed", $"holds {renamed.Id} twice, or it is no segment");
            Between(1, LongestSegmentName, renamed.Before.Length, "renamed", "length of before");
        }
    }

    private static void CheckStatistics(SegmentRecord segment)
    {
        Named(Present(segment.Statistics, "statistics"), column => column.Name, "statistics");
        foreach (var column in segment.Statistics)
        {
            Finite(column.Mean, column.Name, "mean");
            Finite(column.Median, column.Name, "median");
            Finite(column.Std, column.Name, "std");
            Finite(column.Min, column.Name, "min");
            Finite(column.Q25, column.Name, "q25");
            Finite(column.Q75, column.Name, "q75");
            Finite(column.Max, column.Name, "max");
            Between(0, segment.Size, column.Missing, column.Name, "missing");
        }
    }

    private static void CheckSelection(ModelRecord model)
    {
        var before = 0;
        foreach (var candidate in Present(model.Selection.Candidates, "candidates"))
        {
            AtLeast(before + 1, candidate.Clusters, "candidates", "clusters");
            before = candidate.Clusters;
            NotNegative(candidate.Inertia, "candidates", "inertia");
            Finite(candidate.Silhouette, "candidates", "silhouette");
            AtLeast(0, candidate.SilhouetteCustomers, "candidates", "silhouetteCustomers");
            Finite(candidate.CalinskiHarabasz, "candidates", "calinskiHarabasz");
            Finite(candidate.DaviesBouldin, "candidates", "daviesBouldin");
            Share(candidate.SmallestShare, "candidates", "smallestShare");
            AtLeast(0, candidate.Iterations, "candidates", "iterations");
            if (candidate.Groups is { } groups) Between(1, candidate.Clusters, groups, "candidates", "groups");
            if (candidate.Stability is { } stability) Share(stability, "candidates", "stability");
            if (model.FormatVersion < FormatWithStructure && (candidate.Groups is not null || candidate.Stability is not null))
                throw Broken("candidates", $"have groups or stability, which format {model.FormatVersion} does not have");
        }

        if (model.Selection.Rule is SelectionRule.Separate or SelectionRule.StableElbow && model.FormatVersion < FormatWithStructure)
            throw Broken("selection", $"has rule '{ModelFormat.Rules[model.Selection.Rule]}', which format {model.FormatVersion} does not have");
        if (model.Selection.Candidates.All(candidate => candidate.Clusters != model.Segments.Length))
            throw Broken("candidates", $"has none of {model.Segments.Length} clusters, which is what the model has");
    }

    /// <summary>Groups hold each segment once, and neighbours are two of them.</summary>
    private static void CheckStructure(ModelRecord model)
    {
        if (model.Structure is not { } structure) return;
        if (model.FormatVersion < FormatWithStructure) throw Broken("structure", $"stands in a model of format {model.FormatVersion}, which has none");
        AtLeast(1, structure.SeparateSegments, "structure", "separateSegments");
        foreach (var group in Present(structure.Groups, "groups")) AtLeast(1, group.Length, "groups", "number of segments");
        if (!structure.Groups.SelectMany(group => group).Order().SequenceEqual(Enumerable.Range(0, model.Segments.Length)))
            throw Broken("groups", $"holds other places than 0 to {model.Segments.Length - 1}, each once");
        foreach (var pair in Present(structure.Neighbours, "neighbours"))
        {
            Between(0, model.Segments.Length - 1, pair.A, "neighbours", "a");
            Between(pair.A + 1, model.Segments.Length - 1, pair.B, "neighbours", "b");
            Finite(pair.Depth, "neighbours", "depth");
            Share(pair.P, "neighbours", "p");
            AtLeast(0, pair.Customers, "neighbours", "customers");
        }
    }

    /// <summary>Every customer is counted once in all that it has a value of.</summary>
    private static void CheckDrift(ModelRecord model)
    {
        if (model.Drift is not { } drift) return;
        if (model.FormatVersion < FormatWithDrift) throw Broken("drift", $"stands in a model of format {model.FormatVersion}, which has none");
        if (Present(drift.Features, "drift").Count != model.Features.Length) throw Broken("drift", $"has {drift.Features.Length} features; the model has {model.Features.Length}");
        if (drift.Missing.Length != model.Inputs.Length) throw Broken("drift", $"has {drift.Missing.Length} inputs in missing; the model has {model.Inputs.Length}");
        for (var f = 0; f < drift.Features.Length; f++) CheckBins(drift.Features[f], model.Customers - model.Features[f].Missing, model.Features[f].Name);
        foreach (var missing in drift.Missing) Between(0, model.Customers, missing, "drift", "missing");
        CheckBins(drift.Distance, model.Customers, "distance");
    }

    private static void CheckBins(BinsRecord bins, int customers, string owner)
    {
        Between(0, BinnedCounts.Deciles, bins.Edges.Length, owner, "number of edges");
        if (bins.Counts.Length != bins.Edges.Length + 1) throw Broken(owner, $"has {bins.Counts.Length} counts of {bins.Edges.Length} edges; there is one more than edges");
        foreach (var edge in bins.Edges) Finite(edge, owner, "an edge");
        for (var i = 1; i < bins.Edges.Length; i++)
            if (!(bins.Edges[i] > bins.Edges[i - 1])) throw Broken(owner, "has edges that do not ascend");
        foreach (var count in bins.Counts) Between(0, customers, count, owner, "count");
        if (bins.Counts.Sum(count => (long)count) is var sum && sum != customers) throw Broken(owner, $"has {sum} customers in its bins; {customers} have a value");
    }

    /// <summary>JSON can hold null where an item of a list belongs.</summary>
    internal static IReadOnlyList<T> Present<T>(IReadOnlyList<T?> items, string list)
        where T : class
    {
        if (items.Contains(null)) throw Broken(list, "holds null");
        return items!;
    }

    internal static void Named<T>(IReadOnlyList<T> items, Func<T, string> nameOf, string list)
    {
        var names = new HashSet<string>(items.Count, StringComparer.Ordinal);
        foreach (var item in items)
        {
            var name = nameOf(item);
            if (name.Length == 0) throw Broken(list, "holds an empty name");
            if (!names.Add(name)) throw Broken(list, $"holds '{name}' twice; names are unique");
        }
    }

    internal static void Finite(double? value, string owner, string name)
    {
        if (value is { } number && !double.IsFinite(number)) throw Broken(owner, $"has {name} {value:R}; numbers are finite");
    }

    private static void Positive(double value, string owner, string name)
    {
        if (!(double.IsFinite(value) && value > 0)) throw Broken(owner, $"has {name} {value:R}; allowed is a finite number above 0");
    }

    internal static void NotNegative(double value, string owner, string name)
    {
        if (!(double.IsFinite(value) && value >= 0)) throw Broken(owner, $"has {name} {value:R}; allowed is a finite number of at least 0");
    }

    private static void Share(double value, string owner, string name)
    {
        if (!(value is >= 0 and <= 1)) throw Broken(owner, $"has {name} {value:R}; allowed is 0 to 1");
    }

    internal static void AtLeast(int least, int value, string owner, string name)
    {
        if (value < least) throw Broken(owner, $"has {name} {value}; allowed is at least {least}");
    }

    internal static void Between(int least, int most, int value, string owner, string name)
    {
        if (value < least || value > most) throw Broken(owner, $"has {name} {value}; allowed is {least} to {most}");
    }

    internal static CorruptModelException Broken(string owner, string rule) => new($"{ModelFormat.FileName}: '{owner}' {rule}.");
}
