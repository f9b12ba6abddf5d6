"""Words that carry no wish by themselves, and the units that make a number an amount."""

FILLERS = frozenset(
    """
    ina zina inayo zinayo iliyo add hav havin gat dat dis den wat wich nid wanna gimme lemme gotta pliz plis plz ongeza niongezee weka aje
    a an the and or but of for to in on at by with from is are was were be been am do does did done has
    have had i me my mine we us our you your yours u ur he she it its they them their this that these
    those there here what which who whom where when why how can could will would shall should may might
    must please pls plz kindly want wants wanted need needs needed like looking look find get got give see
    show send sell stock buy buying purchase order some any one ones also too just only very really so if
    then than as not no yes ok okay sure well now today good nice best hi hello hey thanks thank something
    anything thing things stuff item items product products available have've i'm i'd i'll im id let's
    lets let know tell about more much many cost costs price prices priced maybe actually think mean meant
    sorry instead still else other another others something kind type types sort searching search wish
    interested around about roughly approximately shop store guys there's what's range budget maximum
    minimum max min less under below above over between cheap cheaper cheapest expensive affordable low
    lower lowest price-friendly within up exceed exceeding most least higher highest na ya wa za la cha
    vya kwa ni si je au ama pia tu tena sana hii hiyo ile hizi hizo zile huyu huyo yule hapa hapo huko
    kuhusu kama lakini basi sasa leo tafadhali jameni nataka ninataka ningependa ningetaka naomba nomba
    natafuta ninatafuta nahitaji ninahitaji nipe nipatie nionyeshe nionyesheni onyesha nitumie nitafutie
    niletee niambie mna mnayo mnazo mnavyo una unayo mko uko niko iko ziko viko yako yangu yenu zenu zako
    kuna hakuna mnauza unauza kuuza nauliza kuuliza kuona kununua ninunue nunua kupata nipate gani ipi
    zipi yupi nini ngapi wapi lini vipi bei pesa ghali rahisi nafuu ndiyo ndio hapana sawa asante habari
    mambo jambo bidhaa kitu vitu moja ingine nyingine zingine vingine hivi hivyo yaani nilimaanisha
    samahani pole namaanisha chini juu kati hadi mpaka zaidi kuliko isiyozidi isizidi kuanzia bajeti
    yoyote zozote vyovyote wowote kweli ila kutoka lakini ningeomba tuonyeshe naweza unaweza mnaweza nzuri
    zuri mzuri ile zile rangi colour color size saizi colours colors sizes ukubwa stock iliyo zilizo
    ambayo ambazo number namba nambari no option position item first come comes collection collections
    catalog catalogue latest new mpya see view page again rest type exactly yenye zenye vyenye wenye lenye penye buda manze bro msee aki aisee nipee
    nipeni ata hata bana basi jamaa wadau lot lots
    hio iyo hyo nipa nipea nina kali fiti noma safi share wow anyone anybody someone somebody all every everything
    """.split()
)

MONEY_WORDS = frozenset(
    """
    ksh kshs kes sh shs shilling shillings shilingi bob bei pesa usd dollar dollars ugx tzs k thao tao
    """.split()
)

# What things are counted by where they are not weighed: they say how many are wanted, and not of what.
PIECES = frozenset(
    """
    x piece pieces pcs pc packet packets pkt pkts pakiti paketi pack packs box boxes boksi dozen dazeni bottle
    bottles chupa crate crates kreti tray trays trei bunch bunches fungu mafungu shada pair pairs jozi set sets seti
    bag bags tin tins mkebe vipande kipande loaf loaves sachet sachets roll rolls unit units
    """.split()
)
