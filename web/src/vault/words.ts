// SPDX-License-Identifier: Apache-2.0
// 2048 plain words of four to seven letters, in order: eleven bits each. For safety words, which are
// read aloud in a call, and for pass phrases. Never reorder or replace: both sides must agree.

const LIST = `
able about above absorb accent accept account acorn acre across action active actor acute adapt
admire adobe advice afar affair after agate agenda agent agile agree ahead album alcove alder
alert algae alike alley allow almond along aloud alpaca alpine alto amaze amber amount ample
amuse anchor anew angle animal ankle annual answer antler anvil apart appear apple apply april
apron aqua arbor arch arctic area arena armor aroma around arrive arrow artist ashes aside
aspect aspen asset assist aster atlas atom attach attic audio august aunt autumn avenue avocado
awake award aware away axis azure baby back bacon badge bagel baker balance balcony ballad
balloon bamboo banana banjo bank banner barley barn barrel base basic basil basin basket batch
bath bayou beach beacon beads beagle beam bean beard beaver become bedrock beech beet before
begin behind belfry bellow below bench berry beside better between beyond bicycle bike billow
birch bird biscuit bison blanket blaze blend blimp blink block bloom blossom blouse blue bluff
blush board boat bobbin bold bonnet bonus book boost boot border both bottle bottom boulder
bounce bounty bouquet bowl bracket brain branch brass brave bread breeze brew brick bridge brief
bright brim bring brisk broad bronze brook broom broth brown brunch brush bubble bucket buckle
budget buffet buggy bugle build bulb bumper bundle bunny buoy burrow bushel busy butter button
buzzer cabbage cabin cable cactus calico calm camel camera camp canal candle candy canoe canopy
canvas canyon capital captain caramel caravan card cargo caribou carol carpet carrot carry
cartoon carve cascade castle catalog catch cattle cause cedar celery cello cement center ceramic
cereal chain chair chalk chance change chapel chapter charm chart chase chat check cheddar cheek
cheer cheese cherry chess chew chicken chief chill chime chimney china chip chisel choice choose
chord chorus chunk cider cinder cinema circle circus citrus city clam clap class clay clean
clear clerk clever cliff climb clip cloak clock clog close closet cloth cloud clover club clue
coach coast coat cobalt cobble cobra cocoa coconut coffee coil coin collar collect college color
column comb combo come comet comfort comic common compass compost concept concert cone contact
cook cookie copper copy coral cord cork corner correct cosmic cottage cotton couch council count
country couple course court cousin cover coyote cozy crab crack cradle craft crane crater crayon
cream create credit creek crest crew crib cricket crimson crisp crocus crop crow crown cruise
crumb crust crystal cube cuckoo cuff culture cupcake curious curl current curry curtain curve
cushion custard custom cycle cymbal cypress dahlia dairy daisy damp dance dancer danish dapple
daring dash data date dawn debate decade decide deck deep deer define degree delight deliver
delta denim depot depth derby derive desert design desk detail develop device diagram dial
diamond diary diesel differ digit dimple dinner direct disc dish distant ditto divide doctor
doll dollar dolphin dome donkey donut doodle door double dough dove dozen draft dragon drama
draw dream dress drift drink drive drum duck duet duke dune dusk dwell eager eagle earn earring
earth ease easel eastern easy echo eclipse edge edit editor effect effort eight elastic elbow
elder elect elegant element eleven embark ember emblem emerald employ empty enable energy engine
enjoy enough ensign enter entry equal equip errand essay essence estate ether even event ever
exact exam example excel except excite exhale exhibit exist exit expand expect expert explore
export express extra eyelash fable fabric fact factor fade fair falcon family famous fancy farm
fashion father fathom faucet favor fawn feast feather fellow felt fence fennel fern ferry fiber
fiddle field fiesta fifty figure film filter final finch finger finish firm first fizz fjord
flag flake flame flannel flash flask flat flavor fleece fleet flex flint flip float flock floor
flora flour flow fluent fluff flute foal foam focus foggy foil folder folk follow fond foot
force forest forever forge formal forum forward fossil foster found four frame freckle free
freeze freight fresh fridge friend fringe frog front frost fruit fudge full funnel funny future
gable gain gala galaxy gallery gallon game garage garden garlic garnet gate gather gazelle gecko
general genius genre gentle geyser giant gift giggle ginger giraffe girl give glacier glad glass
glaze glide glitter globe glory glossy glove glow glue gnome goal goat goblet golf gondola gong
good goose gopher gospel gown grab grace grade grain grammar grand granite grant grape graph
grasp grass gravel gravy gray great green greet grid griddle grin grind grip gritty grocer
groove grotto ground group grove grow guard guava guess guest guide guild guitar gulf gull gulp
gumbo gust gutter habit hair half hallway halt hammer hammock hamster handle hang happy harbor
harmony harp harvest hatch haul haven hawk hazel hazy healthy heart hearth heat heather heavy
hedge heel height hello helmet help herald herb herd heron hickory hike hinge hint hippo hire
history hitch hobby hockey holiday hollow holly home honest honey hoof hope horizon horn horse
host hotel hour house hover huddle human humble humor hundred husky hymn iceberg icicle icing
icon idea ideal igloo iguana image impress improve inch include income index indigo indoor
inform inland inlet inner input inquire insect inside inspire install intent invent invite
inward iris iron island item ivory jackal jacket jade jaguar january jasmine jazz jean jeep
jelly jersey jetty jewel jigsaw jingle jockey join jolly journal journey judge juggle juice
jumbo jump june jungle juniper just kale kayak keen keep kelp kennel kernel ketchup kettle khaki
kick kindle king kiosk kitchen kite kitten kiwi knead knee knit knob knock knot know koala label
ladder ladle lagoon lamb lamp lantern lapel larch large lark laser lasso latch later lattice
laugh launch laundry laurel lava lawn layer leaf league leap learn leash leather leave ledge
left legend lemon lens lentil leopard less lesson letter lettuce level lever library license
lift light lilac lily limb limit linden linen link lion list little lizard llama loaf loan lobby
lobe lobster local lock locket lodge loft logic long loom loop lotus loud lounge love loyal
lucky lumber lunar lunch lupine lute luxury lyric macaw magenta magic magnet magpie main maize
major mallet mallow mammal mango manor mantle many maple marble march margin marina mark market
marmot marsh mascot mask match math matrix matter mayor maze meadow mean measure medal medium
meet melody melon melt member memory mention mentor menu merge merit mermaid merry mesa message
metal meteor meter method midday middle milk mimic mineral mingle minnow minute mirror mitt moat
mode model modern modest moment monday month mood moon moose morning mosaic moss motel mother
motif motion motor mound mount mouse move much muffin mulch mule mural muscle museum music
muslin mustard mute mutual mystery myth name napkin narrow nation native nature navy neat neck
nectar need needle neon nephew nettle neutral next nice nickel night ninety noble noise noodle
noon north nose notch note notice novel nudge nugget number nurse nutmeg nylon oasis obey object
oblong oboe observe obtain occur ocean octave octopus offer office often olive omega omelet once
onion online onward opal open opera opinion optic option orange orbit orchard orchid order
oregano organ origin oriole osprey ostrich other otter outdoor output oval oven over oxygen
oyster pacific pack paddle page paint palace palette palm pancake panda panel pansy pantry
papaya paper parade parcel parent park parlor parrot parsley part partner pass pasta paste
pastel pasture patch path patient patio patrol pattern pause pave peach peacock peak peanut
pearl pebble pecan pedal pelican pencil penguin penny people pepper perch perfect perk permit
person petal phone photo phrase piano pick pickle picnic picture piece pier pigeon pillow pilot
pinch pink pint pioneer pipe pirate pitch pixel pizza place plaid plain plan planet plank plant
plaster plate play plaza please plenty plot plow plug plum plume plus poach pocket podium poem
poet point poise polar pole polish polka pollen pond pony pool popcorn poplar poppy porch port
portal pose potato pottery pouch pound powder power prairie praise prance prefer prepare present
press pretty pretzel price pride prime print prior prism private prize probe problem process
produce profile program promise proof proper protect proud prune public pudding puffin pull
pulley pulse pumpkin pupil puppet puppy pure purple purse puzzle pyramid quad quail quaint
quality quarry quarter quartz queen quench query quest quick quiet quill quilt quiver quiz quota
quote rabbit raccoon rack radar radio radish raft rail rain rainbow raise raisin rally ramble
ramp ranch random range rank rapid rare ratio raven ravine reach reason recall receive recent
recipe record reduce reed reef refill reflect refresh regal regard region regular relate relax
relay relief rely remain remark remedy remind remote remove renew rent repair repeat reply
report request rescue reserve resort respect result retail retell return reuse reveal review
reward rhubarb rhyme rhythm ribbon rich riddle ridge right ring rinse ripe ripple rise river
road roam roast robe robin robot rock rocket roll romp roof room root rope roster rotate rough
round route royal rubber rudder ruler rumble runner rural rush rust rustic sable saddle safe
saffron sage sail salad salmon salon salt salute sample sand sandal sash satin saturn sauce save
scale scallop scan scarf scene school science scooter scope score scout scrap screen script
scroll scrub seal search season seat seaweed second secret seek select self send senior sense
sequin serene series serve settle setup seven seventy shade shake shallot shallow shape share
sharp shed sheep sheer sheet shelf shell shelter shift shine ship shirt shoe shop shore short
shovel show shrimp shrub shuttle side siesta sigh sign signal silence silent silk silly silo
silver simple singer sink sister sixty size skate sketch skill skip skirt slack slant slate sled
sleek sleep sleeve slice slide slim sling slip slipper slope slot slush small smart smell smile
smoke smooth snack snail snap sneaker sniff snow snug soak soap soccer social sock soda sofa
soft soil solar soldier solid solo solve sonata song sonnet soon soprano sorbet sort sound soup
sour south space spade span spaniel spare spark sparrow speaker special speech spell sphere
spice spider spin spinach spiral spirit splash spoke sponge spoon sport spot spray spread spring
sprout spruce spun spur square squash stable stack stadium staff stage stair stall stamp stand
stanza star start state station statue stay steady steam steel steep steer stem step stereo stew
stick still stir stitch stock stone stool stop storage store stork storm story stove straw
stream street stretch stride string stripe strong strum student studio stump sturdy style subtle
subway sugar suit summer summit sunday sunny sunrise sunset super supper supply support sure
surf swallow swan sway sweater sweep sweet swift swim swing switch swoop symbol syrup system
table tablet tadpole tail tailor talent talk tango tape target tart task taste tavern taxi teach
team teapot temple tempo tenant tend tennis tenor tent term terrace text textile thank theater
theme thick thicket thimble thin thing think third thirty thistle thorn thread three thrift
throne throw thumb thunder thyme tick ticket tide tidy tiger tile tilt timber time tinsel tiptoe
title toad toast today toffee token tomato tone tonic tool topaz topic torch toss total totem
toucan touch tour towel tower town trace track tractor trade trail train tram travel tray treat
tree trek trend trial tribute trick trim trio trophy tropic trot trout truck true truffle
trumpet trunk trust truth tube tulip tuna tundra tune tunic tunnel turkey turn turnip turtle
tutor tuxedo tweed tweet twelve twenty twig twin twist type typist ultra umber uncle under
unfold unicorn union unique unit unlock update uphill uplift upper upside upward urban usher
usual vacant valley value vanilla vapor varnish vary vault veil velvet vendor venture verb verse
vessel vibrant video view village vine vintage vinyl viola violet violin virtue visit vista
vital vivid vocal voice volcano volume vote vowel voyage waffle wagon waist wait walk walnut
walrus waltz wander want warbler warm wash watch water wave weather weave wedge week weekend
welcome western whale wharf wheat wheel whisker whisper whistle white whole wicker widget wild
willow window wing winter wipe wire wisdom wise wish within wizard wolf wonder wood wool word
work world worth wrap wreath wren wriggle wrist write yacht yard yarn yawn yell yellow yodel
yoga yogurt yolk young yoyo zeal zebra zenith zephyr zero zigzag zinc zipper zodiac zone zoom
`;

/** The words, sorted; index 0 to 2047. */
export const WORDS: readonly string[] = LIST.trim().split(/\s+/);
