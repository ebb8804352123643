using System.Text;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Exports;

/// <summary>
/// Makes customers up, none of whom was in the training: the typical one of each segment, one without any value, the smallest, largest and usual values of the features in changing
/// company, values far outside, texts that training did not see. What the service answers for them goes with every export.
/// </summary>
internal static class GoldenRows
{
    /// <summary>A text that no table holds.</summary>
    private const string Unseen = "(not seen in training)";

    private const long Seed = 42;
    private const int MostTypical = 40;
    private const int Mixed = 20;
    private const int Digits = 6;

    /// <summary>Makes them, and asks the model for their segments. Deterministic. O(rows B k d).</summary>
    /// <param name="model">The model.</param>
    public static IReadOnlyList<GoldenRow> Of(SegmentationModel model)
    {
        var assigner = new SegmentAssigner(model);
        return [.. Customers(model).Select(cells => Answered(assigner, cells))];
    }

    private static IEnumerable<GoldenCell[]> Customers(SegmentationModel model)
    {
        var inputs = model.FeatureSet.Inputs.Count;
        yield return [.. Enumerable.Repeat(new GoldenCell(double.NaN, null), inputs)];
        for (var c = 0; c < Math.Min(MostTypical, model.Segments.Count); c++) yield return [.. Enumerable.Range(0, inputs).Select(input => Typical(model, c, input))];
        var random = new SeededRandom(Seed, 0);
        for (var row = 0; row < Mixed; row++) yield return [.. Enumerable.Range(0, inputs).Select(input => Mix(model.FeatureSet, input, random))];
    }

    private static GoldenCell Typical(SegmentationModel model, int segment, int input)
    {
        var features = model.FeatureSet;
        var own = Own(features, input);
        if (features.Inputs[input].Values is { } values)
        {
            if (own.Count == 0) return new GoldenCell(double.NaN, null);
            var likeliest = own.MaxBy(f => features.Features[f].Restore(model.Centroids[segment, f]));
            return new GoldenCell(double.NaN, values.Names[features.EncodedValue(likeliest)!.Value.Value]);
        }

        return Number(features.Inputs[input], own.Count == 0 ? features.Inputs[input].Median : features.Features[own[0]].Restore(model.Centroids[segment, own[0]]));
    }

    private static GoldenCell Mix(FeatureSet features, int input, SeededRandom random)
    {
        var column = features.Inputs[input];
        if (column.Values is { Names: var names })
        {
            var choice = random.NextInt(names.Count + 2);
            return new GoldenCell(double.NaN, choice < names.Count ? names[choice] : choice == names.Count ? Unseen : null);
        }

        var own = Own(features, input);
        var (min, max) = own.Count == 0 ? (0, 2 * column.Median) : (features.Features[own[0]].Min, features.Features[own[0]].Max);
        return random.NextInt(7) switch
        {
            0 => Number(column, min),
            1 => Number(column, column.Median),
            2 => Number(column, max),
            3 => Number(column, (min + column.Median) / 2),
            4 => Number(column, max + (max - min)),
            5 => Number(column, min - (max - min)),
            _ => new GoldenCell(double.NaN, null),
        };
    }

    private static GoldenCell Number(InputColumn column, double value)
    {
        if (column.Days is not null) return new GoldenCell(Math.Clamp(Math.Round(value), 0, DaysCell.MostDays - 1), null);
        if (!(Math.Abs(value) <= Cell.MaxMagnitude)) value = column.Median;

        // Few digits, so that a person can read them.
        return new GoldenCell(double.Parse(value.ToString($"G{Digits}", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture), null);
    }

    private static List<int> Own(FeatureSet features, int input) =>
        [.. Enumerable.Range(0, features.Features.Count).Where(f => features.OwnInput(f) == input || features.EncodedValue(f)?.Input == input)];

    private static GoldenRow Answered(SegmentAssigner assigner, GoldenCell[] cells)
    {
        var features = assigner.Model.FeatureSet;
        var inputs = new double[cells.Length];
        for (var i = 0; i < inputs.Length; i++)
            inputs[i] = features.Inputs[i].Values is { } values && cells[i].Text is { } text ? values.Read(Encoding.UTF8.GetBytes(text)) : cells[i].Number;
        Span<SegmentDistance> nearest = stackalloc SegmentDistance[1];
        assigner.Assign(inputs, nearest);
        return new GoldenRow(cells, assigner.Model.Segments[nearest[0].Segment].Id, nearest[0].Confidence, nearest[0].Distance);
    }
}
