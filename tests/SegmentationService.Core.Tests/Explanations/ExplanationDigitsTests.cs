using System.Globalization;
using SegmentationService.Core.Explanations;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;
using SegmentationService.Core.Tests.Segmentation;

namespace SegmentationService.Core.Tests.Explanations;

/// <summary>
/// Protects the digits of explanations. They come from an implementation of its own in numpy (squared differences, the distance to each boundary plane, and where a column crosses the nearest of them), for customers of the
/// Wholesale customers data set (UCI, doi 10.24432/C5030X): logarithms, standard scores, and the centroids of scikit-learn's KMeans with 5 clusters, rounded to single precision.
/// </summary>
public sealed class ExplanationDigitsTests
{
    private const double Temperature = 0.9592040617427949;

    /// <summary>What single precision coordinates leave.</summary>
    private const double Rounding = 1e-5;

    private static readonly string[] Names = ["Fresh", "Milk", "Grocery", "Frozen", "Detergents_Paper", "Delicatessen"];
    private static readonly double[] Centers = [8.732813311705378, 8.121615411883598, 8.44220498974405, 7.303127575282884, 6.791781237592818, 6.6710944423498475];
    private static readonly double[] Scales = [1.4689463905701876, 1.0794060885108419, 1.1102596702211363, 1.2804305406672796, 1.7075757373806073, 1.2924887818711506];

    private static readonly double[][] Centroids =
    [
        [-0.035175520926713943, -1.2297859191894531, -1.1536465883255005, 0.19875571131706238, -1.0569543838500977, -0.7328100204467773],
        [-1.4275565147399902, 0.5445510149002075, 0.8128172755241394, -1.2928482294082642, 0.8980774879455566, -0.943716287612915],
        [0.1093224585056305, 1.0591833591461182, 1.045093297958374, -0.0017720547039061785, 1.0867576599121094, 0.6178172826766968],
        [0.6434884071350098, -0.10765818506479263, -0.22582198679447174, 1.0520036220550537, -0.3544440269470215, 0.5281869769096375],
        [0.05179963633418083, -0.1445576399564743, -0.22907358407974243, -0.5530975461006165, -0.2771005928516388, 0.02409539557993412],
    ];

    /// <summary>Customers whose nearest boundary is that of the rival, of another segment, and far away.</summary>
    public static TheoryData<double[], int, int, double[], double, int, string> Customers => new()
    {
        {
            [12669, 9656, 7561, 214, 2674, 1338], 2, 4, [0.048649930652578006, 1.3025897679299427, 0.08539971037507621, -1.4160303135552623, 0.6805462848784466, 0.10895123300771106], 0.16429523126618137, 4,
            "Fresh 3164.866597222205 1; Milk 6815.087069229472 4; Grocery 5389.223111436289 4; Frozen 86.20800183907531 4; Frozen 9226.911443744217 3; Detergents_Paper 1643.6114757293412 4; Delicatessen 573.7182028929356 4"
        },
        {
            [403, 254, 610, 774, 54, 63], 0, 4, [0.3387118467798655, 3.8543033959146924, 2.186957222833488, -0.5183900273249805, 1.5668823431222842, 2.5082934303183664], 2.107897994787757, 1,
            "Milk 29183.27451217666 4; Grocery 61781.07481635922 1; Detergents_Paper 69469.65501218823 1; Delicatessen 218983.45710621285 4"
        },
        {
            [36847, 43950, 20170, 36534, 239, 47943], 3, 2, [0.9317060001884856, -4.633405331231976, -2.4225604101985136, 4.342317888812877, 3.407650075453533, -0.48671366315084663], 0.21496438637807855, 2,
            "Fresh 8202.69982614201 2; Milk 72849.25480688733 2; Grocery 32506.054460119864 2; Frozen 18811.312211521777 2; Detergents_Paper 457.45758862785505 2"
        },
        {
            [10290, 1981, 2232, 1038, 168, 2125], 4, 3, [0.0037447101162004057, 0.028057212654958943, 0.002922426337819886, 1.7682618342392098, -0.10602723544079559, -0.5155687815889456], 0.3173375661535528, 3,
            "Fresh 21.572512731598135 1; Fresh 42009.632917273106 3; Milk 762.6088354980744 0; Milk 78350.38370666293 2; Grocery 704.9606887784498 0; Grocery 79557.96614970503 2; Frozen 1631.7208064659224 3; Detergents_Paper 19.700760137175614 0; Detergents_Paper 28680.14854769389 2; Delicatessen 412.4335932009401 0; Delicatessen 9087.36495103687 3"
        },
    };

    /// <param name="customer">Its spend on each.</param>
    /// <param name="segment">Its segment, 0-based.</param>
    /// <param name="rival">The runner-up.</param>
    /// <param name="contributions">For each column.</param>
    /// <param name="radius">The distance to the nearest boundary.</param>
    /// <param name="to">The segment behind it.</param>
    /// <param name="flips">Column, value and segment of all changes from 0 to a million; beyond, the logarithm of the reference and its inverse are of no use.</param>
    [Theory]
    [MemberData(nameof(Customers))]
    public void Explain_CustomersOfARealTable_HasTheDigitsOfTheReference(double[] customer, int segment, int rival, double[] contributions, double radius, int to, string flips)
    {
        var features = Names.Select((name, f) => new Feature { Name = name, Source = name, Transform = Transform.Log1p, Center = Centers[f], Scale = Scales[f] });
        var model = SmallModel.Of([.. Names.Select(name => new InputColumn(name, 0))], [.. features], new ColumnParts(), Centroids, Temperature);

        var explanation = new CustomerExplainer(new SegmentAssigner(model), []).Explain(customer);

        Assert.Equal((segment, rival, to), (explanation.Segment, explanation.Rival, explanation.Radius!.Value.Segment));
        Assert.Equal(radius, explanation.Radius.Value.Distance, Rounding);
        foreach (var why in explanation.Why) Assert.Equal(contributions[Array.IndexOf(Names, why.Feature)], why.Contribution, Rounding);
        var found = explanation.Flips
            .SelectMany(column => new[] { column.Below, column.Above }.OfType<ValueFlip>().Select(flip => (column.Column.Name, flip.Value, flip.Segment)))
            .Where(flip => flip.Value is >= 0 and <= 1e6).ToArray();
        var expected = flips.Split("; ").Select(flip => flip.Split(' '))
            .Select(flip => (Name: flip[0], Value: double.Parse(flip[1], CultureInfo.InvariantCulture), Segment: int.Parse(flip[2], CultureInfo.InvariantCulture))).ToArray();
        Assert.Equal(expected.Select(flip => (flip.Name, flip.Segment)), found.Select(flip => (flip.Name, flip.Segment)));
        foreach (var (flip, reference) in found.Zip(expected)) Assert.Equal(1, flip.Value / reference.Value, Rounding);
    }
}
