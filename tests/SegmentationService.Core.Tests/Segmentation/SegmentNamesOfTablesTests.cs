using System.Text.RegularExpressions;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;
using Xunit.Abstractions;

namespace SegmentationService.Core.Tests.Segmentation;

/// <summary>
/// Protects the names of whole tables, real ones and drawn ones: what they say is worked out here once more from the table, by sorting, and by words that stand here.
/// </summary>
public sealed partial class SegmentNamesOfTablesTests(ITestOutputHelper output)
{
    private const double Strong = 0.8;

    /// <summary>What each archetype says by itself: which part lies which way.</summary>
    private static readonly Dictionary<string, string[]> SaidByArchetype = new()
    {
        ["Champions"] = ["recency-", "frequency+", "monetary+", "engagement_level+", "ltv_proxy+"],
        ["New customers"] = ["recency-", "tenure-"],
        ["Loyal"] = ["recency-", "frequency+", "engagement_level+"],
        ["Promising"] = ["recency-"],
        ["Recent, small"] = ["recency-", "frequency-", "monetary-", "ltv_proxy-"],
        ["At risk"] = ["recency+", "engagement_level-"],
        ["Can't lose them"] = ["recency+", "frequency+", "monetary+", "ltv_proxy+", "engagement_level-"],
        ["Need attention"] = ["recency+", "engagement_level-"],
        ["Hibernating"] = ["recency+", "frequency-", "monetary-", "ltv_proxy-", "engagement_level-"],
        ["Lost"] = ["recency+", "frequency-", "monetary-", "ltv_proxy-", "engagement_level-"],
    };

    [SharedDataTheory]
    [InlineData("online_retail_rfm")]
    [InlineData("mall_customers")]
    [InlineData("wholesale_customers")]
    [InlineData("telco_customer_churn")]
    public void Train_RealTable_NamesAreTrueAndTellSegmentsApart(string set)
    {
        var csv = File.ReadAllText(Path.Combine(SharedData.Folder!, set + ".csv"));
        for (var k = 0; k <= 8; k += 4) Check(csv, k);
        if (set == "wholesale_customers") Check(csv, 6, columns: ["Channel", "Region", "Fresh", "Grocery"]);
        if (set != "telco_customer_churn") return;
        Check(csv, 6, encode: ["Contract", "Partner"]);
        string[] services = ["MultipleLines", "InternetService", "OnlineSecurity", "OnlineBackup", "DeviceProtection", "TechSupport", "StreamingTV", "StreamingMovies"];
        Check(csv, 5, encode: services);
        Check(csv, 4, columns: [.. services[2..], "tenure"], encode: services[2..]);
    }

    [Theory]
    [InlineData("shop")]
    [InlineData("shop without tenure")]
    [InlineData("flags")]
    [InlineData("codes")]
    [InlineData("long names")]
    [InlineData("mostly nothing")]
    public void Train_DrawnTable_NamesAreTrueAndTellSegmentsApart(string table)
    {
        var random = new Random(7);
        double Skewed(double middle, double width) => middle * Math.Exp(width * Enumerable.Range(0, 6).Sum(_ => random.NextDouble() - 0.5));
        string Row(int i) => FormattableString.Invariant(table switch
        {
            "shop" => $"{i},{Math.Round(Skewed(i % 3 == 0 ? 200 : 20, 1))},{1 + Math.Round(Skewed(i % 5 == 0 ? 20 : 3, 1))},{Skewed(i % 4 == 0 ? 2000 : 200, 1):0.00},{Math.Round(Skewed(i % 2 == 0 ? 900 : 60, 0.6))}",
            "shop without tenure" => $"{i},{Math.Round(Skewed(60, 2))},{Math.Max(1, Math.Round(Skewed(1, 2)))},{Skewed(50, 2):0.00}",
            "flags" => $"{i},{18 + random.Next(60)},{(i % 3 == 0 ? 1 : 0)},{(random.Next(5) == 0 ? 1 : 0)},{(i % 2 == 0 ? 1 : 0)}",
            "codes" => $"{i},{1 + (i % 3)},{1 + (random.Next(3) / 2)},{Skewed(100 * (1 + (i % 3)), 1):0.00}",
            "long names" => $"{i},{Skewed(i % 2 == 0 ? 90 : 20, 0.5):0},{random.Next(100)},{Skewed(i % 3 == 0 ? 100 : 10, 1):0},{Skewed(30, 1):0}",
            _ => $"{i},{(random.Next(3) == 0 ? random.Next(1, 90) : 0)},{(random.Next(6) == 0 ? random.Next(1, 20) : 0)},{Skewed(30, 1):0}",
        });
        var header = table switch
        {
            "shop" => "id,recency,frequency,monetary,tenure",
            "shop without tenure" => "id,recency,frequency,monetary",
            "flags" => "id,age,has_car,SeniorCitizen,is_active",
            "codes" => "id,Region,Channel,Spend (EUR)",
            "long names" => "id,Annual Income (k$),Spending Score (1-100),MntFishProducts,AverageMinutesOfCallsInAMonth",
            _ => "id,sms,calls,gigabytes",
        };
        var csv = header + "\n" + string.Join('\n', Enumerable.Range(0, 600).Select(Row));

        Check(csv, 0, columns: table == "codes" ? ["Region", "Channel", "Spend (EUR)"] : null);
        Check(csv, 7, columns: table == "codes" ? ["Region", "Channel", "Spend (EUR)"] : null);
    }

    /// <summary>Trains, and checks every name by the rules.</summary>
    private void Check(string csv, int clusters, string[]? columns = null, string[]? encode = null)
    {
        var table = CsvTable.Parse(csv, encodes: encode is null ? null : encode.Contains);
        var options = new TrainingOptions { Clusters = clusters == 0 ? null : clusters, Preparation = new PreparationOptions { Columns = columns ?? [], Encode = encode ?? [] } };
        var customers = SegmentTrainer.Prepare(table, options, Parallelism.None);
        var choice = SegmentTrainer.Search(customers, options, Parallelism.None);
        var segmented = SegmentTrainer.Assign(customers, choice, Parallelism.None);
        var trained = SegmentTrainer.Profile(customers, choice, segmented, options, Parallelism.None);
        string[] names = [.. trained.Model.Segments.Select(segment => segment.Name)];
        output.WriteLine($"{names.Length}: " + string.Join(" | ", names.Select((name, c) => $"{name} ({segmented.Sizes[c]})")));

        Assert.Equal(names.Length, names.Select(name => string.Join(' ', Word().Matches(name.ToUpperInvariant()).Select(word => word.Value).Distinct().Order(StringComparer.Ordinal))).Distinct().Count());
        for (var c = 0; c < names.Length; c++)
        {
            Assert.InRange(names[c].Length, 1, 32);
            Assert.DoesNotMatch(@"\(\d+\)|^Segment", names[c]);
            CheckSegment(customers, segmented, trained.Model, names[c], c);
        }
    }

    private static void CheckSegment(PreparedCustomers customers, SegmentedCustomers segmented, SegmentationModel model, string name, int segment)
    {
        var (set, labels) = (model.FeatureSet, segmented.Labels);
        var archetype = SaidByArchetype.Keys.FirstOrDefault(word => name == word || name.StartsWith(word + ",", StringComparison.Ordinal));
        Assert.Equal(set.Parts.HasBehaviour, archetype is not null);
        var phrases = (archetype is null ? name : name[archetype.Length..]).ToLowerInvariant().Split(", ", StringSplitOptions.RemoveEmptyEntries).ToList();

        int[] order = [.. Enumerable.Range(0, set.Features.Count).OrderByDescending(f => Math.Abs(Effect(f)))];
        foreach (var phrase in phrases)
        {
            if (phrase == "average") continue;
            var f = order.FirstOrDefault(f => IsAbout(phrase, f), -1);
            Assert.True(f >= 0, $"What is '{phrase}' of '{name}' about?");
            var feature = set.Features[f];
            if (feature.Value is not null || feature is { Min: 0, Max: 1 } || feature.Name is "Region" or "Channel" || Around().IsMatch(phrase) || phrase.StartsWith("unknown", StringComparison.Ordinal)) continue;

            var of = Sorted(f, i => labels[i] == segment);
            var all = Sorted(f, _ => true);
            var (median, q1, q2, q3) = (Quantile(of, 0.5), Quantile(all, 0.25), Quantile(all, 0.5), Quantile(all, 0.75));
            Assert.True(IsTrue(phrase, median, q1, q2, q3), $"'{phrase}' of '{name}': the median is {median}, the quartiles of all are {q1}, {q2} and {q3}.");
        }

        if (Math.Abs(Effect(order[0])) < Strong) return;
        var strongest = set.Features[order[0]].Name;
        var said = (set.Parts.PartOf(strongest) ?? strongest) + (Effect(order[0]) > 0 ? '+' : '-');
        Assert.True(
            phrases.Exists(phrase => IsAbout(phrase, order[0])) || (archetype is not null && SaidByArchetype[archetype].Contains(said)) || OtherValueIsSaid(order[0]),
            $"'{name}' does not say '{said}' ({Effect(order[0]):0.00}).");

        // The mean of the segment less that of all, in deviations of all: from the points, one after the other.
        double Effect(int f)
        {
            var all = Enumerable.Range(0, labels.Length).Select(i => (double)customers.Points[i, f]).ToArray();
            var mean = all.Average();
            var own = all.Where((_, i) => labels[i] == segment).Average();
            return (own - mean) / Math.Sqrt(all.Average(value => (value - mean) * (value - mean)));
        }

        // Of two values one is frequent where the other is rare.
        bool OtherValueIsSaid(int f) => set.Features[f].Value is not null && Enumerable.Range(0, set.Features.Count).Any(g => set.Features[g].Source == set.Features[f].Source && phrases.Exists(phrase => IsAbout(phrase, g)));

        bool IsAbout(string phrase, int f)
        {
            var (feature, part) = (set.Features[f], set.Parts.PartOf(set.Features[f].Name));
            if (feature.Value is { } value and not ("Yes" or "No")) return phrase.EndsWith(value.ToLowerInvariant(), StringComparison.Ordinal) || (value.StartsWith("No ", StringComparison.Ordinal) && phrase.EndsWith("with " + value[3..], StringComparison.Ordinal));
            if (part == "tenure" && Regex.IsMatch(phrase, "new|standing|tenure")) return true;
            if (set.Parts.HasBehaviour)
            {
                if (part == "recency") return Regex.IsMatch(phrase, "recent|lapsed|recency");
                if (part == "frequency") return Regex.IsMatch(phrase, "frequen|rarely");
                if (part == "monetary") return phrase.Contains("spend", StringComparison.Ordinal);
                if (feature.Name == "value_score") return phrase.EndsWith("baskets", StringComparison.Ordinal);
                if (feature.Name == "engagement_level") return phrase.Contains("engage", StringComparison.Ordinal);
                if (feature.Name == "ltv_proxy") return phrase.EndsWith("value", StringComparison.Ordinal);
            }

            var words = Word().Matches(feature.Name).Select(word => word.Value.ToLowerInvariant()).ToArray();
            return phrase.Split(' ').Where(word => !Vague().IsMatch(word)).Any(word => words.Any(own => own.Contains(word.TrimEnd('s', '…').TrimStart('…'), StringComparison.Ordinal)));
        }

        double[] Sorted(int f, Func<int, bool> isMeant)
        {
            var values = new double[customers.Rows.Length];
            FeatureColumn.Compute(set, f, customers.Inputs, customers.Rows, 0, values);
            return [.. values.Where((value, i) => isMeant(i) && !double.IsNaN(value)).Order()];
        }
    }

    /// <summary>What a word claims of a median among the quartiles of all.</summary>
    private static bool IsTrue(string phrase, double median, double q1, double q2, double q3)
    {
        if (Regex.IsMatch(phrase, "^(highest|most|biggest|longest|lowest|least|smallest|newest|shortest) ")) return true;
        if (Regex.IsMatch(phrase, "^(long )?lapsed|^very (high|frequent|big|engaged|long-standing)")) return median >= q3;
        if (Regex.IsMatch(phrase, "^(brand-)?new$|^very (low|small|recent|disengaged)|^rarely")) return median <= q1;
        if (Regex.IsMatch(phrase, "^(high|higher|big|bigger|frequent|more frequent|engaged|more engaged|long-standing|longer-standing|less recent)( |$)")) return median >= q2;
        return Regex.IsMatch(phrase, "^(low|lower|small|smaller|infrequent|less|disengaged|recent|more recent|newer)( |$)") ? median <= q2 : phrase.StartsWith("medium", StringComparison.Ordinal);
    }

    private static double Quantile(double[] sorted, double probability)
    {
        var place = (sorted.Length - 1) * probability;
        var below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    [GeneratedRegex(@" around |\d+ to \d+|\d %")]
    private static partial Regex Around();

    [GeneratedRegex("^(very|high|highest|higher|low|lowest|lower|medium|more|most|mostly|less|often|least|all|no|not|with|hardly|any|fewer|few|around|in|of|the|…|[0-9.]+)$")]
    private static partial Regex Vague();
}
