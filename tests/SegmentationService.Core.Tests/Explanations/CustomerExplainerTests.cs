using FsCheck.Fluent;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Data;
using SegmentationService.Core.Explanations;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;
using SegmentationService.Core.Tests.Segmentation;

namespace SegmentationService.Core.Tests.Explanations;

/// <summary>Protects explanations: what they say of a customer is what prediction does, found here by trying it out.</summary>
public sealed class CustomerExplainerTests
{
    private const double Millionth = 1e-6;

    /// <summary>From 0.5 to 0, 2 and -3: squared distances 0.25, 2.25 and 12.25. With T = 2 the weights of the first two differ by e^(2 / 2); the boundaries lie at 1 and -1.5.</summary>
    [Fact]
    public void Explain_OneColumn_ByHand()
    {
        var explanation = Explainer(SmallModel.Of([0, 2, -3], temperature: 2)).Explain([0.5]);

        Assert.Equal((0, 1), (explanation.Segment, explanation.Rival));
        var why = Assert.Single(explanation.Why);
        Assert.Equal(("x", 1.0, false, false), (why.Feature, why.Contribution, why.IsImputed, why.IsClipped));
        Assert.Equal(new NearestBoundary(0.5, 1), explanation.Radius);
        var flips = Assert.Single(explanation.Flips);
        Assert.Equal(("x", 0.5, false), (flips.Column.Name, flips.Value, flips.IsImputed));
        Assert.Equal((1, 2), (flips.Above!.Value.Segment, flips.Below!.Value.Segment));
        Assert.Equal(1, flips.Above.Value.Value, Millionth);
        Assert.Equal(-1.5, flips.Below.Value.Value, Millionth);
        Assert.Null(flips.Others);
    }

    [Fact]
    public void Explain_AgainstANamedRival_IsAboutThatOne()
    {
        var explanation = Explainer(SmallModel.Of([0, 2, -3], temperature: 2)).Explain([0.5], rival: 2);

        Assert.Equal(2, explanation.Rival);
        Assert.Equal((12.25 - 0.25) / 2, Assert.Single(explanation.Why).Contribution);
        Assert.Equal(new NearestBoundary(0.5, 1), explanation.Radius);
    }

    [Theory]
    [InlineData(0)] // Its own
    [InlineData(3)]
    [InlineData(-1)]
    public void Explain_AgainstNoOtherSegment_Throws(int rival) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Explainer(SmallModel.Of([0, 2, -3])).Explain([0.5], rival));

    [Fact]
    public void Explain_OneSegment_HasNoRivalAndNothingFlips()
    {
        var explanation = Explainer(SmallModel.Of([1])).Explain([0.5]);

        Assert.Null(explanation.Rival);
        Assert.Empty(explanation.Why);
        Assert.Null(explanation.Radius);
        var flips = Assert.Single(explanation.Flips);
        Assert.Null(flips.Above);
        Assert.Null(flips.Below);
    }

    /// <summary>The boundary at 6 lies beyond the upper fence at 5: no value changes anything above; the one at -4 lies within.</summary>
    [Fact]
    public void Explain_BoundaryOutsideTheFences_NoValueChangesIt()
    {
        var feature = SmallModel.Plain with { LowerFence = -5, UpperFence = 5 };

        var explanation = Explainer(SmallModel.Of([0, 12, -8], feature: feature)).Explain([7]);

        Assert.True(Assert.Single(explanation.Why).IsClipped);
        Assert.Null(explanation.Flips[0].Above);
        Assert.Equal(-4, explanation.Flips[0].Below!.Value.Value, 4 * Millionth);
        Assert.Equal(7, explanation.Flips[0].Value);
    }

    [Fact]
    public void Explain_MissingValue_IsMarkedAndCountsFromTheMedian()
    {
        var model = SmallModel.Of([new InputColumn("x", 7)], [SmallModel.Plain], new ColumnParts(), [[0], [8]]);

        var explanation = Explainer(model).Explain([double.NaN]);

        Assert.True(Assert.Single(explanation.Why).IsImputed);
        Assert.Equal((7, true), (explanation.Flips[0].Value, explanation.Flips[0].IsImputed));
        Assert.Equal(4, explanation.Flips[0].Below!.Value.Value, 4 * Millionth);
    }

    /// <summary>Of three values two stand near segment 1; the third, and none of them, stand at segment 0.</summary>
    [Fact]
    public void Explain_EncodedColumn_SumsItsValuesAndListsThoseThatFlip()
    {
        Feature Of(string value) => new() { Name = $"plan={value}", Source = "plan", Value = value, Max = 1, Center = 0, Scale = 1 };
        var values = new CategoryValues(["a", "b", "c"]);
        var model = SmallModel.Of([new InputColumn("plan", 0, values)], [Of("a"), Of("b"), Of("c")], new ColumnParts(), [[0, 0, 1], [0.5, 0.5, 0]]);

        var explanation = Explainer(model).Explain([2]);
        var unknown = Explainer(model).Explain([CategoryValues.Unknown]);

        // a: 0 and 0.25, 0 and 0.25, 0 and 1.
        var why = Assert.Single(explanation.Why);
        Assert.Equal(("plan", 1.5), (why.Feature, why.Contribution));
        Assert.Equal([new ValueFlip(0, 1), new ValueFlip(1, 1)], explanation.Flips[0].Others!);
        Assert.Equal((2, false), (explanation.Flips[0].Value, explanation.Flips[0].IsImputed));
        Assert.Equal(1, unknown.Segment);
        Assert.Equal([new ValueFlip(2, 0)], unknown.Flips[0].Others!);
    }

    /// <summary>On random models the sum, the radius and every flip hold, and where there is no flip a walk to the limits finds none.</summary>
    [Fact]
    public void Explain_AnyModel_IsWhatTryingOutFinds() => SeededProperty.Holds(
        from seed in Gen.Choose(0, int.MaxValue)
        from segments in Gen.Choose(2, 9)
        from features in Gen.Choose(1, 6)
        select (seed, segments, features),
        shape =>
        {
            var random = new SeededRandom(shape.seed);
            string[] names = [.. Enumerable.Range(0, shape.features).Select(f => $"x{f}")];
            Feature[] made =
            [
                .. names.Select((name, f) => new Feature
                {
                    Name = name, Source = name, Min = 0, Max = 20, Center = f % 2 == 0 ? 2 : 8, Scale = f % 2 == 0 ? 1 : 3, Transform = f % 2 == 0 ? Transform.Log1p : Transform.None,
                    LowerFence = f % 3 == 0 ? -1 : null, UpperFence = f % 3 == 0 ? 3.2 : null,
                }),
            ];
            double[][] centroids = [.. Enumerable.Range(0, shape.segments).Select(_ => names.Select(_ => random.NextGaussian()).ToArray())];
            var model = SmallModel.Of([.. names.Select(name => new InputColumn(name, 3))], made, new ColumnParts(), centroids, temperature: 0.7);
            var customer = names.Select(_ => random.NextDouble() * 20).ToArray();

            Check(Explainer(model), model, customer, _ => false);
        },
        tests: 400);

    [SharedDataTheory]
    [InlineData("online_retail_rfm", 5, "")]
    [InlineData("mall_customers", 5, "Genre")]
    [InlineData("wholesale_customers", 5, "")]
    [InlineData("telco_customer_churn", 6, "Contract,InternetService,PaymentMethod")]
    public void Explain_CustomersOfARealTable_IsWhatTryingOutFinds(string set, int clusters, string encode)
    {
        var (trained, customers) = Train(set, clusters, encode);
        var explainer = Explainer(trained);
        var isWhole = trained.Model.FeatureSet.Inputs.Select((_, input) => Array.TrueForAll(customers, customer => double.IsNaN(customer[input]) || double.IsInteger(customer[input]))).ToArray();
        var (flips, others) = (0, 0);
        for (var i = 0; i < 1_000; i++)
        {
            var customer = customers[(int)(i * 7919L % customers.Length)];
            if (i % 10 == 9) customer[i / 10 % customer.Length] = double.NaN;
            var explanation = Check(explainer, trained.Model, customer, input => isWhole[input]);
            flips += explanation.Flips.Count(column => column.Below is not null) + explanation.Flips.Count(column => column.Above is not null);
            others += explanation.Flips.Sum(column => column.Others?.Count ?? 0);
        }

        Assert.True(flips > 500, $"{flips} flips");
        if (encode.Length > 0) Assert.True(others > 0, "no value of an encoded column flips");
    }

    /// <summary>The search of columns that several features are made of finds what 256 steps and halving find, as the reference does.</summary>
    [SharedDataFact]
    public void Explain_ColumnsOfBehaviour_FlipWhereASearchStepByStepFindsIt()
    {
        var (trained, customers) = Train("online_retail_rfm", 5, "");
        var (explainer, assigner, set, profiles) = (Explainer(trained), new SegmentAssigner(trained.Model), trained.Model.FeatureSet, trained.Report.Profiles);
        string[] names = ["recency_days", "frequency", "monetary", "tenure_days"];
        for (var i = 0; i < 150; i++)
        {
            var customer = customers[(int)(i * 7919L % customers.Length)];
            var explanation = explainer.Explain(customer);
            foreach (var name in names)
            {
                var input = set.IndexOf(name);
                var own = set.Features.Single(feature => feature.Name == name);
                var flips = explanation.Flips[input];
                var isWhole = name != "monetary";
                AssertAlike(StepByStep(customer[input], own.Min, Segment, isWhole), flips.Below, isWhole);
                AssertAlike(StepByStep(customer[input], own.Max, Segment, isWhole), flips.Above, isWhole);

                int Segment(double value) => SegmentOf(assigner, With(customer, input, value));
            }
        }

        Assert.Equal(5, profiles.Count);
    }

    private static void AssertAlike(ValueFlip? expected, ValueFlip? flip, bool isWhole)
    {
        Assert.Equal(expected?.Segment, flip?.Segment);
        if (expected is { } found) Assert.Equal(found.Value, flip!.Value.Value, isWhole ? 0 : 10 * Millionth * Math.Max(1, Math.Abs(found.Value)));
    }

    /// <summary>As in the reference: a grid of 256 cells from the value to the end, and then halving; of whole columns the first whole number between two cells.</summary>
    private static ValueFlip? StepByStep(double value, double end, Func<double, int> segment, bool isWhole)
    {
        var own = segment(value);
        var steps = isWhole ? (int)Math.Min(256, Math.Ceiling(Math.Abs(end - value))) : 256;
        var before = value;
        for (var step = 1; step <= steps; step++)
        {
            var after = step == steps ? end : value + ((end - value) * step / steps);
            if (isWhole) after = Math.Round(after);
            if (segment(after) != own)
            {
                while (isWhole ? Math.Abs(after - before) > 1 : Math.Abs(after - before) > 1e-9 * Math.Max(1, Math.Abs(after)))
                {
                    var middle = isWhole ? Math.Floor((before + after) / 2) : (before + after) / 2;
                    if (segment(middle) == own) before = middle;
                    else after = middle;
                }

                return new ValueFlip(after, segment(after));
            }

            before = after;
        }

        return null;
    }

    /// <summary>Checks an explanation by prediction alone.</summary>
    private static Explanation Check(CustomerExplainer explainer, SegmentationModel model, double[] customer, Predicate<int> isWhole)
    {
        var (assigner, set) = (new SegmentAssigner(model), model.FeatureSet);
        var nearest = new SegmentDistance[model.Segments.Count];
        assigner.Assign(customer, nearest);

        var explanation = explainer.Explain(customer);

        Assert.Equal((nearest[0].Segment, nearest[1].Segment), (explanation.Segment, explanation.Rival!.Value));
        var expected = ((nearest[1].Distance * nearest[1].Distance) - (nearest[0].Distance * nearest[0].Distance)) / model.Temperature;
        var sum = explanation.Why.Sum(feature => feature.Contribution);
        Assert.Equal(expected, sum, 1e-9 * Math.Max(1e-3, Math.Abs(expected)));
        CheckRadius(model, customer, explanation);
        for (var input = 0; input < customer.Length; input++)
        {
            var flips = explanation.Flips[input];
            Assert.Equal(double.IsNaN(customer[input]), flips.IsImputed);
            foreach (var (flip, direction) in ((ValueFlip?, int)[])[(flips.Below, -1), (flips.Above, 1)])
            {
                if (flip is not { } found) continue;
                Assert.True((found.Value - flips.Value) * direction > 0, $"{set.Inputs[input].Name}: {found.Value} is not beyond {flips.Value}");
                Assert.Equal(found.Segment, SegmentOf(assigner, With(customer, input, found.Value)));
                Assert.NotEqual(explanation.Segment, found.Segment);
                Assert.True(!isWhole(input) || double.IsInteger(found.Value), $"{set.Inputs[input].Name}: {found.Value} is not whole");
                var shortOf = found.Value - (direction * (isWhole(input) ? 1 : Millionth * Math.Max(1, Math.Abs(found.Value))));
                if ((shortOf - flips.Value) * direction > 0) Assert.Equal(explanation.Segment, SegmentOf(assigner, With(customer, input, shortOf)));
            }

            if (flips.Others is { } others)
                for (var value = 0; value < set.Inputs[input].Values!.Names.Count; value++)
                {
                    var segment = SegmentOf(assigner, With(customer, input, value));
                    Assert.Equal(segment != explanation.Segment, others.Contains(new ValueFlip(value, segment)));
                }
            else if (Enumerable.Range(0, set.Features.Count).Where(f => set.InputsOf(f).Contains(input)).ToArray() is [var feature])
            {
                // Along one coordinate a segment is one stretch: where a far place is in it, so is all between.
                if (flips.Below is null) Assert.Equal(explanation.Segment, SegmentOf(assigner, With(customer, input, Far(set.Features[feature], -1))));
                if (flips.Above is null) Assert.Equal(explanation.Segment, SegmentOf(assigner, With(customer, input, Far(set.Features[feature], 1))));
            }
        }

        return explanation;
    }

    /// <summary>A value whose coordinate is as far out as single precision can still tell centroids apart.</summary>
    private static double Far(Feature feature, int direction) => feature.Restore(Math.Clamp(feature.Prepare(direction * Cell.MaxMagnitude), -30f, 30f));

    /// <summary>A millionth short of the boundary the point is still in the segment, and a millionth beyond it is in the one that is named.</summary>
    private static void CheckRadius(SegmentationModel model, double[] customer, Explanation explanation)
    {
        var point = new float[model.Centroids.Features];
        model.FeatureSet.Prepare(customer, point);
        var (radius, to) = explanation.Radius!.Value;
        var way = Enumerable.Range(0, point.Length).Select(f => (double)model.Centroids[to, f] - model.Centroids[explanation.Segment, f]).ToArray();
        var length = Math.Sqrt(way.Sum(x => x * x));
        Assert.True(radius >= 0);
        if (radius < 1e-3) return;
        Assert.Equal(explanation.Segment, NearestAt(1 - Millionth));
        Assert.Equal(to, NearestAt(1 + Millionth));

        int NearestAt(double share) => Enumerable.Range(0, model.Segments.Count).MinBy(c =>
            Enumerable.Range(0, point.Length).Sum(f => Math.Pow(point[f] + (way[f] / length * radius * share) - model.Centroids[c, f], 2)));
    }

    private static int SegmentOf(SegmentAssigner assigner, double[] customer)
    {
        var nearest = new SegmentDistance[1];
        assigner.Assign(customer, nearest);
        return nearest[0].Segment;
    }

    private static double[] With(double[] customer, int input, double value)
    {
        double[] changed = [.. customer];
        changed[input] = value;
        return changed;
    }

    private static CustomerExplainer Explainer(SegmentationModel model) => new(new SegmentAssigner(model), []);

    private static CustomerExplainer Explainer(TrainedModel trained) => new(new SegmentAssigner(trained.Model), trained.Report.Profiles);

    private static (TrainedModel Trained, double[][] Customers) Train(string set, int clusters, string encode)
    {
        string[] encoded = encode.Length == 0 ? [] : encode.Split(',');
        var table = CsvTable.Parse(File.ReadAllText(Path.Combine(SharedData.Folder!, set + ".csv")), encodes: encoded.Contains);
        var options = new TrainingOptions { Clusters = clusters, Restarts = 2, Preparation = new PreparationOptions { Encode = encoded } };
        var trained = SegmentTrainer.Train(table, options, Parallelism.None);
        var prepared = SegmentTrainer.Prepare(table, options, Parallelism.None);
        return (trained, [.. Enumerable.Range(0, prepared.Rows.Length).Select(i => prepared.Inputs.Select(column => column.Values[prepared.Rows[i]]).ToArray())]);
    }
}
