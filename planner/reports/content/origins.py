"""What values rest on: our own words are said, names, titles and addresses stay as their authors wrote them."""

import re

from assessments.language import say, to_say

# As in the catalogues, without their dates.
ASSUMED = frozenset(
    (
        to_say("assumption: images and video hardly shrink, text and tables by half or more"),
        to_say("assumption: capacity of one drive"),
        to_say("assumption: from the failure of a drive until its content is restored"),
        to_say("assumption: share of data that is read every week"),
        to_say("assumption: share of a line's rate that a long copy reaches"),
        to_say("assumption: growth of requests to a new service"),
        to_say("assumption: the yearly hours that maturity levels 3, 4 and 5 of practice TA-03 ask for"),
        to_say("assumption: course fee for each hour and person, without salary"),
        to_say(
            "assumption: ratio of the commonest to the rarest class from which training needs no correction"
        ),
        to_say("assumption: records that one person checks and mends in a day"),
        to_say("assumption: share of faulty records that rules mend without a person"),
        to_say("assumption: months in which the old and the new platform both run"),
        to_say("assumption: checks between the last copy and the opening of the new platform"),
        to_say("assumption: who asked, which data were read, what was answered"),
        to_say("assumption: one structured log event"),
        to_say("assumption: sign-ins, file and job events of one accelerator's share of a node"),
        to_say("assumption: structured text"),
        to_say("assumption: AES-256-GCM with processor instructions, one core"),
        to_say("assumption: device, node and job metrics"),
        to_say("assumption: usual collection intervals"),
        to_say("assumption: from own storage to a hosted service, taking in and keeping one GB"),
        to_say("assumption: wrong outputs of a service in use"),
        to_say("assumption: rise of the share of wrong outputs that must be noticed"),
        to_say("assumption: share of outputs that somebody checks, at most 200 a day"),
        to_say("assumption: find new nodes, start, read the checkpoint"),
        to_say("assumption: pause for one checkpoint"),
        to_say("assumption: 14, 30 and 60 days to a contract"),
        to_say("assumed"),
        to_say("erasure code 8+2 to three copies"),
        to_say(
            "assumption: contract of one to three years; AWS names up to 66 to 72 % off on demand over all "
            "instances (wring.co, 2026-03), accelerators get less"
        ),
        to_say(
            "assumption: share of the other data that nobody reads within a year; 41 % of files are "
            "unchanged for three years (Veritas, quoted by channelinsider.com)"
        ),
        to_say(
            "assumption: power of an air-cooled rack; Uptime Institute: below 8 kW on average in 2024 "
            "(quoted by cloudnews.tech), growth at 10 to 30 kW and few beyond in 2025"
        ),
        to_say("power of the node assumed"),
        to_say("power assumed"),
    )
)
# What else the catalogues say of their sources: whole, or a part between addresses and dates.
TOLD = frozenset(
    (
        to_say("Backblaze Drive Stats: 1.57 % in 2024; quarters from 1.36 % to 2.28 % in 2023 to 2025"),
        to_say(
            "Cloud Carbon Footprint: A100 46 of 407 W when idle; for a node with hosts and fans more "
            "(assumption)"
        ),
        to_say(
            "US median pay by occupation (bls.gov, May 2023: 99,700 to 145,080 USD; 104,420 for all of IT) x "
            "1.42 for benefits"
        ),
        to_say("SHRM 2025 benchmarking, quoted by etiq.ai: 5,475 USD a hire; the range is an assumption"),
        to_say(
            "42 days for all positions (SHRM, quoted by techelevator.com); 90 and 180 days for specialists "
            "are assumptions"
        ),
        to_say("6 months or less (techelevator.com); the lower end is an assumption"),
        to_say(
            "24,800 USD to train somebody for another position (techelevator.com); the range is an assumption"
        ),
        to_say(
            "145,080 USD median pay of US computer and information research scientists (bls.gov, May 2023) x "
            "1.42 for benefits x 1.5 for the margin (assumption), by twelve"
        ),
        to_say(
            "Goodfellow, Bengio, Courville, Deep Learning (2016), chapter 1: about 5,000 labelled examples "
            "of each class for acceptable results from scratch; a tenth to a fifth when a trained model is "
            "adapted (assumption)"
        ),
        to_say(
            "Nagle, Redman, Sammon, Harvard Business Review, September 2017: 97 of 100 records right as the "
            "standard; the range is an assumption"
        ),
        to_say("Prometheus documentation: 1 to 2 bytes a sample"),
        to_say("AWS 1.15, Microsoft 1.18, Google 1.09 (2023 to 2024)"),
        to_say("Uptime Institute survey 2024: mean 1.56"),
        to_say(
            "Cushman & Wakefield, Data Center Development Cost Guide 2025: San Antonio, mean of 19 US "
            "markets, Reno; per watt of IT load"
        ),
        to_say("Hamilton, after Hennessy and Patterson: a facility is written off over ten years"),
        to_say(
            "AWS Spot Instance Advisor, quoted by thundercompute.com: 5 to 20 % of instances a month (0.0001 "
            "to 0.0003 an hour); the upper end is an assumption for scarce types"
        ),
        to_say(
            "spot / on demand in the lists of AWS p4d to p6 (0.15 to 1), Nebius (0.41 to 0.53), Crusoe (0.28 "
            "to 0.73), Google TPU (0.50 to 0.70)"
        ),
        to_say(
            "NVIDIA HGX H100 product carbon footprint and BoaviztAPI p5.48xlarge, both as used by EcoLogits, "
            "2025; lifetime as Cloud Carbon Footprint"
        ),
        to_say(
            "CodeCarbon documentation, carbon intensity by source of electricity (which prints kg by mistake)"
        ),
        to_say("prometheusgroup.xyz, industrial electricity 2024 (secondary source, after Eurostat)"),
        to_say("globalpetrolprices.com, business electricity, Q2 2025"),
        to_say(
            "public cost sheet of 128 nodes, Aug 2024: (39.68 + 1.728 + 2.62144) M USD / 1,024; without its "
            "50,000 USD per node for facility"
        ),
        to_say(
            "street price of the accelerator 40,000 USD (aiinframap.com) / its 60 to 70 % share of an HGX "
            "server (amcompute.com); no quote"
        ),
        to_say(
            "street price of the accelerator 35,000 USD (aiinframap.com) / its 60 to 70 % share of an HGX "
            "server (amcompute.com); no quote"
        ),
        to_say("purchase price / median on-demand price of h100-sxm, h200-sxm and b200 in this file"),
        to_say(
            "aws.amazon.com/ec2/capacityblocks/pricing as kept late in 2024 (prices to be renewed on 1 "
            "January 2025)"
        ),
        to_say(
            "MicrosoftDocs/azure-docs articles/networking/azure-network-latency.md, 2023-07-21 and 2024-06-20"
        ),
        to_say("config.json of the embedding model; encoder, attention over the whole passage"),
        to_say("model card or paper of the name"),
        to_say("the texts of the laws and standards named; no legal advice"),
        to_say("A100 SXM 80GB with the link cut to 400 GB/s"),
        to_say("NVLink bridge joins four"),
        to_say("2025 to 2026, undated"),
        to_say("2026, undated"),
        to_say("capacity block"),
        to_say("h of the on-demand price"),
        to_say("estimated:"),
        to_say(
            "2 TB for 1,440 GB of accelerator memory (DGX B200), for 1,128 GB (H200: MLPerf Inference v4.1, "
            "H200-SXM-141GBx8), for 640 GB (H100: MLPerf Inference v3.1, Dell XE9680); likely value between"
        ),
        to_say(
            "for 8 accelerators: 104 cores (MLPerf Inference v3.1, Dell XE9680 with H100), 112 (v4.1, "
            "H200-SXM-141GBx8), 128 (DGX A100)"
        ),
        to_say(
            "20 to 40 % a year (migraven.com), 39 % (Veritas, quoted by channelinsider.com), 19 to 23 % "
            "worldwide 2020 to 2025 (IDC, quoted by digitalisationworld.com); the range is an assumption"
        ),
        to_say(
            "Mercer, US high tech 2023: 8.2 % (6.4 % worldwide), nearly 12 % at a quarter of companies; 13.2 "
            "% in technology (LinkedIn, as quoted); 19.3 % of all US employees (Talentuch, 2025)"
        ),
        to_say(
            "Swimm, survey of 80 engineers and their managers, 2020 (hackernoon.com): 3 to 9 months until "
            "full work; the middle is taken"
        ),
        to_say(
            "AWS, US regions: egresscost.com, leanopstech.com, cloud-cost-557.pages.dev, 2026; where the "
            "third step of 0.07 begins they disagree (50 or 150 TB)"
        ),
        to_say(
            "r7i.8xlarge of AWS, us-east-1, 2.1168 USD/h on demand, as typed in public cost tables, read "
            "2026-11; the range is an assumption"
        ),
        to_say(
            "AWS price list of us-east-1 as typed in public cost tables, read 2026-11; the whole smallest "
            "instance"
        ),
        to_say("AWS price list of us-east-1 (21.50 USD for 16) as typed in public cost tables, read 2026-11"),
        to_say("data sheets as tabulated in public repositories, read 2026-11"),
        to_say("link and power assumed"),
        to_say("bandwidth and power assumed"),
        to_say("read 2026-11"),
    )
)
# The longest first: one may be the beginning of another.
_KNOWN = re.compile(
    r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(ASSUMED | TOLD, key=len, reverse=True))) + r")(?!\w)"
)


def origin_text(source: str) -> str:
    """Return what a value rests on, as far as it can be said in the language of the context.

    >>> origin_text("assumption: structured text (2026)"), origin_text("hw-06-pue")
    ('assumption: structured text (2026)', 'hw-06-pue')
    """
    whole = say(source) if source else ""
    return _KNOWN.sub(lambda found: say(found[0]), source) if whole == source else whole
