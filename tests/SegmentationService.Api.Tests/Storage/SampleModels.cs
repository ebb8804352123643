using FsCheck;
using FsCheck.Fluent;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Hierarchy;
using SegmentationService.Core.Clustering.Jury;
using SegmentationService.Core.Clustering.Valleys;
using SegmentationService.Core.Data;
using SegmentationService.Core.Drift;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;
using SegmentationService.Core.Segmentation.Profiles;
using SegmentationService.Core.Segmentation.Lineage;

namespace SegmentationService.Api.Tests.Storage;

/// <summary>Models that no training made.</summary>
internal static class SampleModels
{
    private static readonly string[] AwkwardNames =
        ["__proto__", "\"quoted\"", "two\nlines\r\n", "tab\t, back\\slash", "Größe in 単位", "💶 spend 👩‍👩‍👧", " ", "\u0001\u007f\u2028", "</script>", "null", "1", "constructor"];

    private static readonly double[] AwkwardNumbers =
        [0, -0.0, 1, -1, 0.1 + 0.2, 1.0 / 3, double.Epsilon, -double.Epsilon, double.MaxValue, double.MinValue, 1e21, 123456789.125, 9.34e-05, Math.BitDecrement(1.0)];

    private static readonly float[] AwkwardFloats = [0, -0.0f, 1, 0.1f, 1f / 3, float.Epsilon, float.MaxValue, float.MinValue, -1e-20f];

    /// <summary>Three segments over every kind of feature, with the names and numbers that break formats.</summary>
    public static TrainedModel Awkward()
    {
        InputColumn[] inputs =
        [
            new("recency", 52), new("frequency", -0.0), new("monetary", 668.57), new("__proto__", double.Epsilon), new("say \"hi\"\nto 💶", double.MaxValue),
        ];
        Feature[] features =
        [
            new() { Name = "recency", Source = "recency", Transform = Transform.Log1p, Missing = 3, Median = 52, Min = -0.0, Max = 373, LowerFence = -1.25, UpperFence = 0.1 + 0.2, Clipped = 2, Center = 3.1, Scale = 1.0 / 3 },
            new() { Name = "__proto__", Source = "__proto__", Transform = Transform.SignedLog1p, Median = double.Epsilon, Min = double.MinValue, Max = double.MaxValue, Center = -0.0, Scale = double.Epsilon },
            new() { Name = "value_score", Source = "monetary / frequency", Median = 1e21, Min = 1, Max = 1e22, UpperFence = 1e300, Center = 1, Scale = 1e15 },
        ];
        var centroids = new FeatureMatrix(3, features.Length);
        centroids.SetPoint(0, [0.1f, -0.0f, float.MaxValue]);
        centroids.SetPoint(1, [float.Epsilon, 1f / 3, -1e-20f]);
        centroids.SetPoint(2, [-1, 0, 1]);
        var model = new SegmentationModel
        {
            FeatureSet = new FeatureSet(inputs, features, new ColumnParts { Id = "Customer \"ID\"", Recency = "recency", Frequency = "frequency", Monetary = "monetary" }),
            Centroids = centroids,
            Temperature = double.Epsilon,
            Segments = [new Segment(1, "High spend, \"recent\"\n", 8.5), new Segment(2, "__proto__", 5.5), new Segment(3, "💤", 3.5)],
        };
        return new TrainedModel(model, new TrainingReport
        {
            Profiles =
            [
                Profile(6, 0.6, [new("recency", 1.8, "recency far above average: median 213 against 51"), new("💶", -0.1, "")]),
                Profile(3, 0.3, []),
                Profile(1, 0.1, [new("__proto__", -0.0, "\u0000")]),
            ],
            Customers = 10,
            Seed = TrainingOptions.LargestSeed,
            Selection = new SelectionSummary(
                SelectionRule.LargestSmallestShare,
                "Every number of segments leaves one with less than 1 % of the customers.",
                [
                    new CandidateSummary(1, 1e300, null, 0, null, null, 1, true, 2),
                    new CandidateSummary(3, 0.1 + 0.2, -0.25, 10, 123.456, double.Epsilon, 0.1, false, 300),
                ]),
            Notices = [new Notice("column_left_out", "Größe\t\"GB\"", "Country is text."), new Notice("tiny_segments", null, "One segment is tiny.")],
        });

        static SegmentProfile Profile(int size, double share, DistinguishingFeature[] distinguishing) => new()
        {
            Size = size,
            Share = share,
            Centroid = [213.5, -0.0, 1e-300],
            Statistics =
            [
                new ColumnStatistics("recency", 1.1, 2.2, 3.3, 4.4, 5.5, 6.6, 7.7, 0),
                new ColumnStatistics("say \"hi\"\nto 💶", null, null, null, null, null, null, null, size),
            ],
            Distinguishing = distinguishing,
        };
    }

    /// <summary>Two segments over x and a city, one of whose three values does not vary enough to be a feature.</summary>
    /// <param name="columns">What is told of the columns of its table.</param>
    public static TrainedModel Encoded(params ColumnReport[] columns)
    {
        var (plain, report) = Plain();
        Feature[] features =
        [
            new() { Name = "city=Bern", Source = "city", Value = "Bern", Missing = 1, Max = 1, Center = 0.25, Scale = 0.5 },
            new() { Name = "city=Wien, \"XX\"", Source = "city", Value = "Wien, \"XX\"", Missing = 1, Median = 0.5, Max = 1, Center = 0.5, Scale = 0.5 },
            new() { Name = "x", Source = "x", Median = 4, Min = -1, Max = 20, Clipped = 1, Scale = 1 },
        ];
        var centroids = new FeatureMatrix(2, 3);
        centroids.SetPoint(0, [-0.5f, 1, 0]);
        centroids.SetPoint(1, [0.5f, -1, 10]);
        var model = new SegmentationModel
        {
            FeatureSet = new FeatureSet(
                [new InputColumn("city", 0, new CategoryValues(["Aarau", "Bern", "Wien, \"XX\""])), new InputColumn("x", 4)], features, new ColumnParts { Id = "id" }),
            Centroids = centroids,
            Temperature = 2,
            Segments = plain.Segments,
        };
        return new TrainedModel(model, report with
        {
            Profiles = [.. report.Profiles.Select((profile, c) => profile with { Centroid = [0.5 * c, 1 - c, 10 * c] })],
            Notices = [new Notice("values_missing", "city", "1 customer has no 'city' and takes none of its values: all its features are 0.")],
            Columns = columns,
        });
    }

    /// <summary>What a training tells of the columns of <see cref="Encoded"/>.</summary>
    public static ColumnReport[] Columns { get; } =
    [
        new("id", ColumnRole.Id, "It is the id of the customers.", null, 4, 0, null, 0, 0),
        new("city", ColumnRole.Encoded, "It is text and was named in 'encode'.", null, 3, 1, 3, 1, 0),
        new("no. \"1\"", ColumnRole.RowNumber, "It merely numbers the rows.", null, 4, 0, 4, 0, 0),
        new("x", ColumnRole.Feature, "Every value is a number, and they differ.", "monetary", 4, 0, null, 0, 1),
    ];

    /// <summary>The same with a jury of 16, whose centroids are all different, and with the stability of its first segment.</summary>
    public static TrainedModel WithJury(TrainedModel trained)
    {
        var (model, report) = trained;
        var (k, d) = (model.Segments.Count, model.Centroids.Features);
        var judged = new SegmentationModel
        {
            FeatureSet = model.FeatureSet,
            Centroids = model.Centroids,
            Temperature = model.Temperature,
            Segments = model.Segments,
            Jury = new Jurors([.. Enumerable.Range(0, Jurors.Few).Select(juror => Enumerable.Range(0, k * d).Select(i => (juror / 7f) - (i * 0.1f)).ToArray())], d),
        };
        return new TrainedModel(judged, report with { Profiles = [.. report.Profiles.Select((profile, c) => profile with { Stability = c == 0 ? 0.25 : null })] });
    }

    /// <summary>The same with the distribution of its customers.</summary>
    public static TrainedModel WithDrift(TrainedModel trained)
    {
        var (model, report) = trained;
        var reference = new DriftReference(
            [.. model.FeatureSet.Features.Select((feature, f) => new BinnedCounts([-1.5f, 0.1f + f], [1, 2, report.Customers - feature.Missing - 3]))],
            [.. model.FeatureSet.Inputs.Select(_ => 2)],
            [.. report.Profiles.Select(profile => profile.Size)],
            new BinnedCounts([float.Epsilon], [3, report.Customers - 3]));
        return trained with { Report = report with { Drift = reference } };
    }

    /// <summary>The same with what the columns of its table say, one of each kind, and with labels for two of them. No customer of the first segment has a value in the columns of numbers and dates.</summary>
    public static TrainedModel WithProfile(TrainedModel trained)
    {
        var report = trained.Report;
        int[] sizes = [.. report.Profiles.Select(profile => profile.Size)];
        var (customers, rest) = (report.Customers, report.Customers - sizes[0]);
        var (number, dates) = (new NumberFigures(0.1 + 0.2, -1e-300, double.Epsilon), new DateFigures(new DateTime(2024, 2, 29, 1, 2, 3, 4), new DateTime(2024, 3, 1), new DateTime(2025, 1, 1)));
        var table = new TableProfile(
            ["say \"spend\"", "days"],
            [
                new() { Column = "say \"spend\"", Kind = ProfileKind.Number, IsUsed = true, All = new(sizes[0]) { Number = number }, Segments = [.. sizes.Select((size, c) => c == 0 ? new ColumnFigures(size) : new(0) { Number = number })] },
                new() { Column = "days", Kind = ProfileKind.Number, IsUsed = false, IsDays = true, All = new(0) { Number = number }, Segments = [.. sizes.Select(_ => new ColumnFigures(0) { Number = number })] },
                new() { Column = "plan", Kind = ProfileKind.Values, IsUsed = false, Values = ["Größe\t1", "0"], All = new(0) { Counts = [customers - 1, 0] }, Segments = [.. sizes.Select((size, c) => new ColumnFigures(0) { Counts = [c == 0 ? size - 1 : size, 0] })] },
                new() { Column = "since", Kind = ProfileKind.Date, IsUsed = false, All = new(customers - rest) { Dates = dates }, Segments = [.. sizes.Select((size, c) => c == 0 ? new ColumnFigures(size) : new(0) { Dates = dates })] },
            ]);
        return trained with { Report = report with { Table = table, Labels = new ColumnLabels(new OrderedDictionary<string, string> { ["since"] = "customer since", ["plan"] = "Tarif \"Größe\"" }) } };
    }

    /// <summary>A model whose segments have ids of their own.</summary>
    /// <param name="trained">A model.</param>
    /// <param name="ids">For each segment its id.</param>
    public static TrainedModel WithIds(TrainedModel trained, params int[] ids) => trained with
    {
        Model = new SegmentationModel
        {
            FeatureSet = trained.Model.FeatureSet,
            Centroids = trained.Model.Centroids,
            Temperature = trained.Model.Temperature,
            Segments = [.. trained.Model.Segments.Zip(ids, (segment, id) => segment with { Id = id })],
        },
    };

    /// <summary>The same model over columns of dates.</summary>
    /// <param name="trained">The model.</param>
    /// <param name="days">How dates become days.</param>
    public static TrainedModel WithDays(TrainedModel trained, DaysReading days) => trained with
    {
        Model = new SegmentationModel
        {
            FeatureSet = new FeatureSet([.. trained.Model.FeatureSet.Inputs.Select(input => input with { Days = days })], trained.Model.FeatureSet.Features, trained.Model.FeatureSet.Parts),
            Centroids = trained.Model.Centroids,
            Temperature = trained.Model.Temperature,
            Segments = trained.Model.Segments,
        },
    };

    /// <summary>The notation of sums such as <c>1.234,50 €/Monat</c>.</summary>
    public static NumberNotation Notation { get; } = new(HasDecimalComma: true, '.', "€", IsPercent: false) { Negative = NegativeForm.Brackets, Units = UnitKind.Unit, Unit = "/Monat" };

    /// <summary>A model whose inputs are all written in one way.</summary>
    /// <param name="trained">A model.</param>
    /// <param name="notation">How numbers are written.</param>
    public static TrainedModel WithNotation(TrainedModel trained, NumberNotation notation) => trained with
    {
        Model = new SegmentationModel
        {
            FeatureSet = new FeatureSet(
                [.. trained.Model.FeatureSet.Inputs.Select(input => input with { Notation = notation })], trained.Model.FeatureSet.Features, trained.Model.FeatureSet.Parts),
            Centroids = trained.Model.Centroids,
            Temperature = trained.Model.Temperature,
            Segments = trained.Model.Segments,
        },
    };

    /// <summary>A model of one feature x without preparation, and centroids at 0, 10, 20 ...</summary>
    public static TrainedModel Plain(int segments = 2, double temperature = 2, OrderOrigin? orders = null)
    {
        var centroids = new FeatureMatrix(segments, 1);
        for (var c = 0; c < segments; c++) centroids[c, 0] = 10 * c;
        var model = new SegmentationModel
        {
            FeatureSet = new FeatureSet([new InputColumn("x", 4)], [new Feature { Name = "x", Source = "x", Median = 4, Min = -1, Max = 10 * segments, Scale = 1 }], new ColumnParts()),
            Centroids = centroids,
            Temperature = temperature,
            Segments = [.. Enumerable.Range(0, segments).Select(c => new Segment(c + 1, $"Around {10 * c}", 1))],
        };
        return new TrainedModel(model, new TrainingReport
        {
            Profiles =
            [
                .. Enumerable.Range(0, segments).Select(c => new SegmentProfile
                {
                    Size = 2,
                    Share = 1.0 / segments,
                    Centroid = [10 * c],
                    Statistics = [new ColumnStatistics("x", 10 * c, 10 * c, 1, (10 * c) - 1, 10 * c, 10 * c, (10 * c) + 1, 0)],
                    Distinguishing = [],
                }),
            ],
            Customers = 2 * segments,
            Seed = 42,
            Selection = new SelectionSummary(SelectionRule.Fixed, "The number of segments was fixed.", [new CandidateSummary(segments, 4, 0.9, 2 * segments, 50, 0.1, 1.0 / segments, true, 2)]),
            Orders = orders,
            Notices = [],
        });
    }

    /// <summary>The same model of three segments or more, of which it is known that the first two belong together.</summary>
    public static TrainedModel WithStructure(TrainedModel trained)
    {
        int[][] groups = [[0, 1], [.. Enumerable.Range(2, trained.Model.Segments.Count - 2)]];
        NeighbourValley[] neighbours = [new(0, 1, Valley: false, Depth: -0.25, P: 1, Customers: 120), new(1, 2, Valley: true, Depth: 0.9, P: 0.001, Customers: 40)];
        var selection = trained.Report.Selection;
        return trained with
        {
            Report = trained.Report with
            {
                Structure = new ClusterStructure(StructureVerdict.Groups, 1, groups, neighbours),
                Selection = selection with { Candidates = [.. selection.Candidates.Select(candidate => candidate with { Groups = Math.Min(2, candidate.Clusters), Stability = 0.75 })] },
            },
        };
    }

    /// <summary>The same model of three segments with the tree of it: the second segment has two leaves, of which one lacks the value.</summary>
    public static TrainedModel WithTree(TrainedModel trained)
    {
        var tree = new ClusterTree([0, 1, 1, 2], [2, 1, 1, 2], [new(1, 2, 1.5), new(0, 4, 20 * Math.Sqrt(1.0 / 3)), new(3, 5, 43.5)]);
        LeafProfile?[] leaves = [null, new LeafProfile(1, [9.5], [0]), new LeafProfile(1, [null], [1]), null];
        TreeCutScores[] cuts = [new(2, 0.7, 0.25), new(3, 0.9, 1), new(4, null, null)];
        return trained with { Report = trained.Report with { Tree = new SegmentTree(tree, 6, leaves, cuts) } };
    }

    /// <summary>The same model of three segments with a parent, and with what the names of two segments say.</summary>
    public static TrainedModel WithLineage(TrainedModel trained)
    {
        NamePhrase[]?[] phrases = [[new("x", "high"), new(null, "loyal")], null, [new(null, "average")]];
        return trained with
        {
            Report = trained.Report with
            {
                Lineage = new SegmentLineage
                {
                    Parent = 7,
                    LastId = 9,
                    Segments = [new(1, 0.75, LineageStatus.Kept), new(8, 0.5, LineageStatus.Merged), new(null, null, LineageStatus.New)],
                    Retired = [8],
                    Renamed = [new(1, "The \"best\"")],
                },
                Profiles = [.. trained.Report.Profiles.Select((profile, c) => profile with { Phrases = phrases[c] })],
            },
        };
    }

    /// <summary>Any model that keeps the rules: every name, number and list varies, and what may be null is so now and then.</summary>
    public static Gen<TrainedModel> Any()
    {
        var number = Gen.OneOf(Gen.Elements(AwkwardNumbers), ArbMap.Default.GeneratorFor<NormalFloat>().Select(value => value.Get));
        var positive = number.Select(value => Math.Max(Math.Abs(value), double.Epsilon));
        var maybe = Gen.OneOf(number.Select(value => (double?)value), Gen.Constant((double?)null));
        var coordinate = Gen.OneOf(Gen.Elements(AwkwardFloats), ArbMap.Default.GeneratorFor<NormalFloat>().Select(value => Math.Clamp((float)value.Get, float.MinValue, float.MaxValue)));
        var text = Gen.OneOf(
            Gen.Elements(AwkwardNames),
            Gen.ArrayOf(Gen.Choose(0, 0x10FFFF).Where(rune => rune is < 0xD800 or > 0xDFFF)).Select(runes => string.Concat(runes.Select(char.ConvertFromUtf32))));
        var maybeText = Gen.OneOf(text, Gen.Constant<string>(null!));

        return
            from d in Gen.Choose(1, 6)
            from k in Gen.Choose(1, 70)
            from names in Gen.ArrayOf(text, Math.Max(d, k)).Select(Distinct)
            from medians in Gen.ArrayOf(number, d)
            from features in Gen.CollectToArray(Enumerable.Range(0, d), f => FeatureNamed(names[f]))
            from notations in Gen.ArrayOf(Gen.OneOf(Notations(), Gen.Constant<NumberNotation>(null!)), d)
            from days in Gen.ArrayOf(Gen.OneOf(Days(), Gen.Constant<DaysReading>(null!)), d)
            from points in Gen.ArrayOf(coordinate, k * d)
            from ids in Gen.OneOf(Gen.Constant(Enumerable.Range(1, k).ToArray()), Gen.Shuffle(Enumerable.Range(1, 2 * k)).Select(ids => ids[..k]))
            from radii in Gen.ArrayOf(positive, k)
            from profiles in Gen.CollectToArray(Enumerable.Range(0, k), c => ProfileOf(names[c], d, leastSize: c == 0 ? 1 : 0))
            from candidates in Gen.CollectToArray(Enumerable.Range(Math.Max(1, k - 2), 4), CandidateOf)
            from rule in Gen.Elements(Enum.GetValues<SelectionRule>())
            from temperature in positive
            from reason in text
            from seed in ArbMap.Default.GeneratorFor<long>()
            from parts in Gen.ArrayOf(maybeText, 5)
            from orders in Gen.OneOf(Orders(), Gen.Constant<OrderOrigin>(null!))
            from lineage in Gen.OneOf(Lineages(ids), Gen.Constant<SegmentLineage>(null!))
            from phrases in Gen.ArrayOf(Gen.OneOf(Phrases(names[..d]), Gen.Constant<NamePhrase[]>(null!)), k)
            from notices in Gen.ArrayOf(from message in text from column in maybeText select new Notice("code", column, message))
            let model = new SegmentationModel
            {
                FeatureSet = new FeatureSet(
                    [.. features.Select((feature, f) => new InputColumn(feature.Name, medians[f]) { Notation = days[f] is null ? notations[f] : null, Days = days[f] })],
                    features,
                    new ColumnParts { Id = parts[0], Recency = parts[1], Frequency = parts[2], Monetary = parts[3], Tenure = parts[4] }),
                Centroids = Matrix(points, k, d),
                Temperature = temperature,
                Segments = [.. ids.Select((id, c) => new Segment(id, names[c], radii[c]))],
            }
            select new TrainedModel(model, new TrainingReport
            {
                Customers = profiles.Sum(profile => profile.Size),
                Seed = seed,
                Selection = new SelectionSummary(rule, reason, candidates),
                Profiles = [.. profiles.Select((profile, c) => profile with { Phrases = phrases[c] })],
                Lineage = lineage,
                Orders = orders,
                Notices = notices,
            });

        Gen<SegmentLineage> Lineages(int[] ids) =>
            from more in Gen.Choose(0, 100)
            from parent in Gen.Choose(1, 1_000)
            from shares in Gen.ArrayOf(Gen.Choose(0, 10), ids.Length)
            from statuses in Gen.ArrayOf(Gen.Elements(Enum.GetValues<LineageStatus>()), ids.Length)
            from before in text
            select new SegmentLineage
            {
                Parent = parent,
                LastId = ids.Max() + more,
                Segments = [.. ids.Select((id, c) => shares[c] == 0 ? new SegmentOrigin(null, null, statuses[c]) : new SegmentOrigin(id, shares[c] / 10.0, statuses[c]))],
                Retired = [.. Enumerable.Range(1, ids.Max() + more).Except(ids)],
                Renamed = [.. ids.Take(more % 3).Select(id => new RenamedSegment(id, "was " + before))],
            };

        Gen<NamePhrase[]> Phrases(string[] features) => Gen.NonEmptyListOf(
            from feature in Gen.OneOf(Gen.Elements(features), Gen.Constant<string>(null!))
            from direction in Gen.Elements("high", "low", "12.5", "unknown")
            select new NamePhrase(feature, direction)).Select(phrases => phrases.ToArray());

        Gen<OrderOrigin> Orders() =>
            from ticks in ArbMap.Default.GeneratorFor<DateTime>().Select(date => date.Ticks)
            from names in Gen.ArrayOf(text, 5)
            from invoice in maybeText
            from hasAmount in Gen.Elements(true, false)
            from format in Gen.Elements(null, "day-first", "month-first", "d/M/yyyy H:mm")
            select new OrderOrigin(
                new DateTime(ticks),
                new OrderParts { Customer = names[0], Invoice = invoice, Date = names[1], Amount = hasAmount ? names[2] : null, Quantity = hasAmount ? null : names[3], Price = hasAmount ? null : names[4] },
                format);

        Gen<DaysReading> Days() =>
            from ticks in ArbMap.Default.GeneratorFor<DateTime>().Select(date => date.Ticks)
            from format in Gen.Elements(null, "day-first", "month-first", "unix", "excel", "d/M/yyyy H:mm")
            select new DaysReading(new DateTime(ticks), format);

        Gen<NumberNotation> Notations() =>
            from isComma in Gen.Elements(true, false)
            from separator in Gen.Elements<char?>(null, ' ', '\'', isComma ? '.' : ',')
            from currency in Gen.Elements(null, "$", "Kč", "руб.")
            from isPercent in Gen.Elements(true, false)
            from negative in Gen.Elements(Enum.GetValues<NegativeForm>())
            from units in Gen.Elements(Enum.GetValues<UnitKind>())
            from unit in Gen.Elements("kg", "°C", "месяцев")
            select new NumberNotation(isComma, separator, currency, isPercent)
            {
                HasGroupsOfTwo = separator == ',',
                Negative = negative,
                Units = units,
                Unit = units == UnitKind.Unit ? unit : null,
            };

        Gen<Feature> FeatureNamed(string name) =>
            from transform in Gen.Elements(Enum.GetValues<Transform>())
            from source in text
            from values in Gen.ArrayOf(number, 4)
            from fences in Gen.Two(maybe)
            from scale in positive
            from clipped in Gen.Choose(0, 1)
            select new Feature
            {
                Name = name,
                Source = source,
                Transform = transform,
                Missing = 1 - clipped,
                Median = values[0],
                Min = Math.Min(values[1], values[2]),
                Max = Math.Max(values[1], values[2]),
                LowerFence = fences.Item1 > fences.Item2 ? fences.Item2 : fences.Item1,
                UpperFence = fences.Item1 > fences.Item2 ? fences.Item1 : fences.Item2,
                Clipped = clipped,
                Center = values[3],
                Scale = scale,
            };

        Gen<SegmentProfile> ProfileOf(string name, int d, int leastSize) =>
            from size in Gen.Choose(leastSize, 1_000_000)
            from share in Gen.Choose(0, 1000)
            from centroid in Gen.ArrayOf(number, d)
            from values in Gen.ArrayOf(maybe, 7)
            from missing in Gen.Choose(0, size)
            from effect in number
            from words in Gen.Two(text)
            select new SegmentProfile
            {
                Size = size,
                Share = share / 1000.0,
                Centroid = centroid,
                Statistics = [new ColumnStatistics(name, values[0], values[1], values[2], values[3], values[4], values[5], values[6], missing)],
                Distinguishing = [new DistinguishingFeature(words.Item1, effect, words.Item2)],
            };

        Gen<CandidateSummary> CandidateOf(int clusters) =>
            from inertia in positive
            from scores in Gen.ArrayOf(maybe, 3)
            from eligible in Gen.Elements(true, false)
            from count in Gen.Choose(0, 20_000)
            select new CandidateSummary(clusters, inertia, scores[0], count, scores[1], scores[2], count / 20_000.0, eligible, count);
    }

    private static FeatureMatrix Matrix(float[] values, int count, int features)
    {
        var matrix = new FeatureMatrix(count, features);
        for (var i = 0; i < count; i++) matrix.SetPoint(i, values.AsSpan(i * features, features));
        return matrix;
    }

    private static string[] Distinct(string[] names) => [.. names.Select((name, i) => names.AsSpan(0, i).Contains(name) || name.Length == 0 ? $"{name} {i}" : name)];
}
